import { Alert, Button, Group, Pagination, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { ExportButton } from '../../layout/export-button';
import { Shell } from '../../layout/shell';

type Schemas = components['schemas'];
type Page = Sent<Schemas['LedgerOutputBody']>;
type Entry = Page['entries'][number];

const PAGE = 50;
const actorKinds = ['candidate', 'device', 'staff', 'clock'] as const;
const kinds = ['sitting.', 'device.', 'candidate.', 'roster.', 'exam.', 'major.', 'subject.', 'room.', 'session.', 'candidates.', 'staff.', 'school.', 'college.', 'fee.', 'announcement.', 'enquiry.', 'requirement.', 'material.', 'flow.', 'pledge.', 'step.', 'accommodation.', 'recording.', 'take.', 'ledger.', 'face.', 'identity.', 'biometric.', 'database.', 'break.', 'time.'];

/** Who did what, when, why and from where; nobody can change it (FEATURES I6). */
export default function AuditPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 300);
  const [who, setWho] = useState('');
  const [actor] = useDebouncedValue(who.trim(), 300);
  const [actorKind, setActorKind] = useState<string | null>(null);
  const [kind, setKind] = useState<string | null>(null);
  const [days, setDays] = useState({ from: '', to: '' });
  const [page, setPage] = useState(1);
  const filter = {
    q: q === '' ? undefined : q,
    kind: kind ?? undefined,
    actor: actor === '' ? undefined : actor,
    actor_kind: actorKind ?? undefined,
    from: midnight(days.from, 0),
    to: midnight(days.to, 1),
  };
  const query = { ...filter, offset: (page - 1) * PAGE, limit: PAGE };
  const list = useQuery({ queryKey: ['ledger', query], queryFn: () => api.get<Page>('/api/ledger', { query }), placeholderData: keepPreviousData });
  const narrow = (change: () => void) => {
    change();
    setPage(1);
  };
  return (
    <Shell menu title={t('audit.title')}>
      <Stack gap="md" maw={1400} mx="auto">
        <Group align="flex-end">
          <TextInput size="md" w={300} type="search" label={t('audit.search')} value={typed} onChange={(event) => narrow(() => setTyped(event.currentTarget.value))} />
          <Select
            size="md"
            w={220}
            label={t('audit.about')}
            placeholder={t('audit.all')}
            data={kinds.map((one) => ({ value: one, label: t(`audit.group.${one.slice(0, -1)}`) }))}
            value={kind}
            onChange={(one) => narrow(() => setKind(one))}
            clearable
            clearButtonProps={{ 'aria-label': t('audit.all') }}
          />
          <TextInput size="md" w={180} type="search" label={t('audit.who')} value={who} onChange={(event) => narrow(() => setWho(event.currentTarget.value))} />
          <Select
            size="md"
            w={180}
            label={t('audit.actor_kind')}
            placeholder={t('audit.all')}
            data={actorKinds.map((one) => ({ value: one, label: t(`audit.actor.${one}`) }))}
            value={actorKind}
            onChange={(one) => narrow(() => setActorKind(one))}
            clearable
            clearButtonProps={{ 'aria-label': t('audit.all') }}
          />
          {(['from', 'to'] as const).map((end) => (
            <TextInput
              key={end}
              size="md"
              w={170}
              type="date"
              label={t(`audit.${end}_day`)}
              value={days[end]}
              onChange={(event) => {
                const { value } = event.currentTarget;
                narrow(() => setDays((now) => ({ ...now, [end]: value })));
              }}
            />
          ))}
        </Group>
        <Group>
          <Check />
          <ExportButton path="/api/ledger/export" query={filter} />
        </Group>
        <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
        {list.data !== undefined && (
          <>
            <Text role="status" c="dimmed">
              {t('audit.total', { count: list.data.total })}
            </Text>
            <Entries entries={list.data.entries} />
            {list.data.total > PAGE && <Pagination total={Math.ceil(list.data.total / PAGE)} value={page} onChange={setPage} />}
          </>
        )}
      </Stack>
    </Shell>
  );
}

/** The instant at which a day begins here, some days on; undefined for no day. */
function midnight(day: string, later: number): string | undefined {
  if (day === '') return undefined;
  const at = new Date(`${day}T00:00`);
  at.setDate(at.getDate() + later);
  return at.toISOString();
}

function Check() {
  const { t } = useTranslation();
  const check = useMutation({ mutationFn: () => api.post<Sent<Schemas['LedgerCheckOutputBody']>>('/api/ledger/check', {}, { timeoutMs: 120_000 }) });
  return (
    <>
      <Button size="md" variant="default" loading={check.isPending} onClick={() => check.mutate()}>
        {t('audit.check')}
      </Button>
      <ErrorNotice error={check.error} />
      {check.data !== undefined && (
        <Alert py={8} color={check.data.wrong.length === 0 ? 'teal' : 'red'} variant="light" role="status">
          {check.data.wrong.length === 0
            ? t('audit.sound', { count: check.data.checked })
            : t('audit.tampered', { list: check.data.wrong.join(', ') })}
        </Alert>
      )}
    </>
  );
}

function Entries({ entries }: { entries: Entry[] }) {
  const { t, i18n } = useTranslation();
  return (
    <Table striped verticalSpacing="xs" aria-label={t('audit.title')}>
      <Table.Thead>
        <Table.Tr>
          {(['at', 'who', 'what', 'particulars', 'reason', 'from', 'hash'] as const).map((column) => (
            <Table.Th key={column}>{t(`audit.column.${column}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((one) => (
          <Table.Tr key={one.seq} data-kind={one.kind}>
            <Table.Td className="numeral">{new Date(one.at).toLocaleString(i18n.language)}</Table.Td>
            <Table.Td dir="auto">{one.actor === '' ? t(`audit.actor.${one.actor_kind === '' ? 'stranger' : one.actor_kind}`) : one.actor}</Table.Td>
            <Table.Td>
              <KindText kind={one.kind} />
            </Table.Td>
            <Table.Td>
              <Particulars one={one} />
            </Table.Td>
            <Table.Td dir="auto">{one.reason ?? ''}</Table.Td>
            <Table.Td>{one.addr ?? ''}</Table.Td>
            <Table.Td>
              <code title={one.hash}>{one.hash.slice(0, 8)}</code>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What happened, in words where there are some for it. */
function KindText({ kind }: { kind: string }) {
  const { t, i18n } = useTranslation();
  const key = `audit.kind.${kind.replace('.', '_')}`;
  return <>{i18n.exists(key) ? t(key) : kind}</>;
}

function Particulars({ one }: { one: Entry }) {
  const { t } = useTranslation();
  const steps = one.from !== undefined && one.to !== undefined && one.from !== one.to ? [`${t(`phase.${one.from}`)} → ${t(`phase.${one.to}`)}`] : [];
  const isId = (value: string) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value);
  const said = Object.entries(one.data ?? {}).flatMap(([key, value]) => (value === '' || isId(value) ? [] : [`${key}: ${value}`]));
  return (
    <Text size="sm" dir="auto" style={{ overflowWrap: 'anywhere' }}>
      {[...(one.candidate === undefined ? [] : [one.candidate]), ...steps, ...said].join(' · ')}
    </Text>
  );
}
