import { Alert, Badge, Button, Group, Menu, Modal, Pagination, Paper, SegmentedControl, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isApiError } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { ExportButton } from '../../layout/export-button';
import { Shell } from '../../layout/shell';

type Page = Sent<components['schemas']['FeesOutputBody']>;
type Fee = Page['fees'][number];
type Order = Fee['orders'][number];
type Report = Sent<components['schemas']['ReconcileOutputBody']>;

const PAGE = 50;
const key = ['fees'] as const;
const yuan = (fen: number) => `¥${(fen / 100).toFixed(2)}`;
const shades = { due: 'orange', paid: 'teal', waived: 'teal', none: 'gray' } as const;

type Doing = { what: 'hand' | 'waiver'; fee: Fee } | { what: 'refund'; fee: Fee; order: Order };

/** Who has paid and who has not, with all that can be done about it (FEATURES A6-A9). */
export default function FeesPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 300);
  const [settled, setSettled] = useState('all');
  const [page, setPage] = useState(1);
  const [doing, setDoing] = useState<Doing>();
  const filter = { q: q === '' ? undefined : q, settled: settled === 'all' ? undefined : settled };
  const query = { ...filter, offset: (page - 1) * PAGE, limit: PAGE };
  const list = useQuery({
    queryKey: [...key, query],
    queryFn: () => api.get<Page>('/api/fees', { query }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  return (
    <Shell menu title={t('fees.title')}>
      <Stack gap="md" maw={1300} mx="auto">
        {list.data?.online === false && (
          <Alert color="orange" variant="light">
            {t('fees.offline')}
          </Alert>
        )}
        <Group align="flex-end">
          <TextInput
            size="md"
            w={320}
            type="search"
            label={t('fees.search')}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setPage(1);
            }}
          />
          <SegmentedControl
            size="md"
            aria-label={t('fees.filter')}
            data={(['all', 'no', 'yes'] as const).map((value) => ({ value, label: t(`fees.show.${value}`) }))}
            value={settled}
            onChange={(value) => {
              setSettled(value);
              setPage(1);
            }}
          />
          <ExportButton path="/api/fees/export" query={filter} />
        </Group>
        <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
        {list.data !== undefined && (
          <>
            <Text role="status" c="dimmed">
              {t('fees.total', { count: list.data.total })}
            </Text>
            {list.data.total > 0 && <FeeTable fees={list.data.fees} onDo={setDoing} />}
            {list.data.total > PAGE && <Pagination total={Math.ceil(list.data.total / PAGE)} value={page} onChange={setPage} />}
          </>
        )}
        {list.data?.online === true && <Reconciliation />}
      </Stack>
      {doing !== undefined && <ReasonDialog doing={doing} onClose={() => setDoing(undefined)} />}
    </Shell>
  );
}

function FeeTable({ fees, onDo }: { fees: Fee[]; onDo: (doing: Doing) => void }) {
  const { t } = useTranslation();
  return (
    <Table striped verticalSpacing="xs" aria-label={t('fees.title')}>
      <Table.Thead>
        <Table.Tr>
          {(['number', 'name', 'major', 'amount', 'state', 'orders', 'actions'] as const).map((column) => (
            <Table.Th key={column}>{t(`fees.column.${column}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {fees.map((one) => (
          <Table.Tr key={one.enrolment_id} data-number={one.number} data-state={one.state}>
            <Table.Td>{one.number}</Table.Td>
            <Table.Td dir="auto">{one.name}</Table.Td>
            <Table.Td>
              {one.major} · {one.exam}
            </Table.Td>
            <Table.Td className="numeral">{yuan(one.amount_fen)}</Table.Td>
            <Table.Td>
              <Badge tt="none" variant="light" color={shades[one.state]}>
                {t(`fees.state.${one.state}`)}
              </Badge>
            </Table.Td>
            <Table.Td>
              {one.orders.map((order) => (
                <OrderLine key={order.id} order={order} />
              ))}
            </Table.Td>
            <Table.Td>
              <FeeMenu fee={one} onDo={onDo} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function OrderLine({ order }: { order: Order }) {
  const { t, i18n } = useTranslation();
  const at = new Date(order.paid_at ?? order.created_at).toLocaleString(i18n.language);
  return (
    <Text size="sm">
      {t(`fees.way.${order.way}`)} · {t(`fees.order.${order.state}`)} · {at}
      {order.reason !== undefined && ` · ${order.reason}`}
    </Text>
  );
}

function FeeMenu({ fee, onDo }: { fee: Fee; onDo: (doing: Doing) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const check = useMutation({
    mutationFn: (id: string) => api.post<Order>(`/api/fee-orders/${id}/checks`),
    onSuccess: (order) => {
      notifications.show({ message: t('fees.checked', { state: t(`fees.order.${order.state}`) }), autoClose: 4_000 });
      return client.invalidateQueries({ queryKey: key });
    },
    onError: (error) =>
      notifications.show({ color: 'red', message: t(isApiError(error, 'unavailable') ? 'error.unavailable' : 'error.unknown') }),
  });
  const asked = fee.orders.find((one) => one.way === 'wechat');
  const paid = fee.orders.find((one) => one.way === 'wechat' && one.state === 'paid');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="compact-md" variant="default" loading={check.isPending} aria-label={t('fees.actions_of', { name: fee.name })}>
          {t('fees.column.actions')} ▾
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item disabled={asked === undefined} onClick={() => asked && check.mutate(asked.id)}>
          {t('fees.check')}
        </Menu.Item>
        <Menu.Item disabled={fee.state !== 'due'} onClick={() => onDo({ what: 'hand', fee })}>
          {t('fees.hand')}
        </Menu.Item>
        <Menu.Item disabled={fee.state !== 'due'} onClick={() => onDo({ what: 'waiver', fee })}>
          {t('fees.waiver')}
        </Menu.Item>
        <Menu.Item color="red" disabled={paid === undefined} onClick={() => paid && onDo({ what: 'refund', fee, order: paid })}>
          {t('fees.refund')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function ReasonDialog({ doing, onClose }: { doing: Doing; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const act = useMutation({
    mutationFn: () =>
      doing.what === 'refund'
        ? api.post(`/api/fee-orders/${doing.order.id}/refunds`, { reason })
        : api.post(`/api/fees/${doing.fee.enrolment_id}/marks`, { way: doing.what, reason }),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
    onSuccess: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!act.isPending) act.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={`${t(`fees.${doing.what}`)} · ${doing.fee.name}`}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text>{t(`fees.${doing.what}_hint`, { amount: yuan(doing.fee.amount_fen) })}</Text>
          <TextInput size="md" label={t('fees.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} required data-autofocus />
          <ErrorNotice error={act.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" color={doing.what === 'refund' ? 'red.9' : 'teal.9'} loading={act.isPending}>
              {t(`fees.${doing.what}`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Reconciliation() {
  const { t } = useTranslation();
  const [day, setDay] = useState('');
  const report = useMutation({ mutationFn: () => api.get<Report>('/api/fees/reconciliation', { query: { day }, timeoutMs: 60_000 }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    report.mutate();
  };
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="reconcile">
      <Title order={2} id="reconcile" mb="xs">
        {t('fees.reconcile.title')}
      </Title>
      <form onSubmit={submit}>
        <Group align="flex-end" mb="sm">
          <TextInput size="md" type="date" label={t('fees.reconcile.day')} value={day} onChange={(event) => setDay(event.currentTarget.value)} required />
          <Button type="submit" size="md" variant="light" loading={report.isPending}>
            {t('fees.reconcile.run')}
          </Button>
        </Group>
      </form>
      <ErrorNotice error={report.error} />
      {report.data !== undefined && (
        <Stack gap="xs" role="status">
          <Text>
            {t('fees.reconcile.sums', { count: report.data.count, ours: yuan(report.data.ours_fen), theirs: yuan(report.data.theirs_fen) })}
          </Text>
          {report.data.differences.length === 0 && <Text c="teal.9">{t('fees.reconcile.agrees')}</Text>}
          {report.data.differences.map((one) => (
            <Text key={`${one.number} ${one.why}`} c="red.9">
              {one.number}: {t(`fees.reconcile.why.${one.why}`)} ({yuan(one.ours_fen)} / {yuan(one.theirs_fen)})
            </Text>
          ))}
        </Stack>
      )}
    </Paper>
  );
}
