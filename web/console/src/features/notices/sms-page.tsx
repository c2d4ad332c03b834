import { Badge, Group, Pagination, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { ExportButton } from '../../layout/export-button';
import { Shell } from '../../layout/shell';

type Log = Sent<components['schemas']['SmsLogOutputBody']>;
type Message = Log['messages'][number];

const PAGE = 50;
const kinds = ['announcement', 'rejection', 'session'] as const;
const states = ['waiting', 'sent', 'failed'] as const;

/** Which messages went to candidates, when, and what became of them (FEATURES A10). */
export default function SmsPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 300);
  const [kind, setKind] = useState<string | null>(null);
  const [state, setState] = useState<string | null>(null);
  const [page, setPage] = useState(1);
  const filter = { q: q === '' ? undefined : q, kind: kind ?? undefined, state: state ?? undefined };
  const query = { ...filter, offset: (page - 1) * PAGE, limit: PAGE };
  const list = useQuery({
    queryKey: ['sms-log', query],
    queryFn: () => api.get<Log>('/api/sms/messages', { query }),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
  const narrow = (change: () => void) => {
    change();
    setPage(1);
  };
  return (
    <Shell menu title={t('sms.title')}>
      <Stack gap="md" maw={1400} mx="auto">
        <Group align="flex-end">
          <TextInput size="md" w={260} type="search" label={t('sms.search')} value={typed} onChange={(event) => narrow(() => setTyped(event.currentTarget.value))} />
          <Choice label={t('sms.column.kind')} all={t('sms.all')} data={kinds.map((value) => ({ value, label: t(`sms.kind.${value}`) }))} value={kind} onChange={(to) => narrow(() => setKind(to))} />
          <Choice label={t('sms.column.state')} all={t('sms.all')} data={states.map((value) => ({ value, label: t(`sms.state.${value}`) }))} value={state} onChange={(to) => narrow(() => setState(to))} />
          <ExportButton path="/api/sms/messages/export" query={filter} />
        </Group>
        <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
        {list.data !== undefined && (
          <>
            <Text role="status" c="dimmed">
              {t('sms.total', { count: list.data.total })}
            </Text>
            <Rows messages={list.data.messages} />
            {list.data.total > PAGE && <Pagination total={Math.ceil(list.data.total / PAGE)} value={page} onChange={setPage} />}
          </>
        )}
      </Stack>
    </Shell>
  );
}

interface ChoiceProps {
  label: string;
  all: string;
  data: { value: string; label: string }[];
  value: string | null;
  onChange: (value: string | null) => void;
}

function Choice({ label, all, data, value, onChange }: ChoiceProps) {
  return <Select size="md" w={220} label={label} placeholder={all} data={data} value={value} onChange={onChange} clearable clearButtonProps={{ 'aria-label': all }} />;
}

const shade = { waiting: 'orange', sent: 'teal', failed: 'red' } as const;

function Rows({ messages }: { messages: Message[] }) {
  const { t, i18n } = useTranslation();
  return (
    <Table striped verticalSpacing="xs" aria-label={t('sms.title')}>
      <Table.Thead>
        <Table.Tr>
          {(['at', 'who', 'phone', 'kind', 'about', 'state', 'why'] as const).map((column) => (
            <Table.Th key={column}>{t(`sms.column.${column}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {messages.map((one) => (
          <Table.Tr key={`${one.notice_id} ${one.candidate_id}`} data-number={one.number} data-state={one.state}>
            <Table.Td className="numeral">{new Date(one.created_at).toLocaleString(i18n.language)}</Table.Td>
            <Table.Td dir="auto">
              {one.number} · {one.name}
            </Table.Td>
            <Table.Td className="numeral">{one.phone}</Table.Td>
            <Table.Td>{t(`sms.kind.${one.kind}`)}</Table.Td>
            <Table.Td dir="auto">{one.about}</Table.Td>
            <Table.Td>
              <Badge tt="none" variant="light" color={shade[one.state]}>
                {t(`sms.state.${one.state}`)}
              </Badge>
              {one.tries > 1 && <Text size="sm">{t('sms.tries', { count: one.tries })}</Text>}
            </Table.Td>
            <Table.Td>
              {one.why !== undefined && <Text size="sm">{t(`sms.why.${one.why}`)}</Text>}
              {one.provider_code !== undefined && <code>{one.provider_code}</code>}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
