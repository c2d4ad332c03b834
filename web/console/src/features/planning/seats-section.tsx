import { Badge, Button, Checkbox, Group, MultiSelect, NumberInput, Pagination, Paper, Select, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@shared/ui';
import { Draws } from './draws';
import { useSessionChoices, type Entrant, type SetUp } from './model';
import { PlanError } from './part-section';
import { PublishPlaces } from './publish-places';
import { PromisedDraw } from './promise';
import { PAGE, useAssign, useEntrants, useTrial, useUnassign, type Promised, type Wish } from './requests';

/** Who sits where: by rule or by lot for many, by hand for one (FEATURES A13, A17). */
export function SeatsSection({ set, step }: { set: SetUp; step: number }) {
  const { t } = useTranslation();
  const [later, setLater] = useState(false);
  return (
    <Paper component="section" withBorder p="md" id="seats" aria-labelledby="seats-title">
      <Title order={2} id="seats-title" mb="sm">
        {step}. {t('planning.seats.title')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('planning.seats.hint')}
      </Text>
      {set.sessions.length === 0 || set.entrants === 0 ? (
        <Text c="dimmed">{t(set.entrants === 0 ? 'planning.seats.needs_candidates' : 'planning.seats.needs_session')}</Text>
      ) : (
        <Stack gap="lg">
          <PublishPlaces set={set} />
          <Checkbox
            size="md"
            label={t('planning.publish.later')}
            description={t('planning.publish.later_hint')}
            checked={later}
            onChange={(event) => setLater(event.currentTarget.checked)}
          />
          <Dealer set={set} later={later} />
          <ByHand set={set} later={later} />
          <Draws set={set} />
        </Stack>
      )}
    </Paper>
  );
}

interface SeatingProps {
  set: SetUp;
  /** Whether candidates are not to see their places yet. */
  later: boolean;
}

function Dealer({ set, later }: SeatingProps) {
  const { t } = useTranslation();
  const choices = useSessionChoices(set);
  const [sessions, setSessions] = useState<string[]>([]);
  const [capacity, setCapacity] = useState<number | string>('');
  const [order, setOrder] = useState<'number' | 'lot'>('number');
  const [inTurn, setInTurn] = useState(false);
  const trial = useTrial(set.id);
  const assign = useAssign(set.id);
  const wish: Wish = { session_ids: sessions, order, round_robin: inTurn, ...(Number(capacity) > 0 && { capacity: Number(capacity) }) };
  const again = () => trial.reset();
  const label = (id: string) => choices.find((one) => one.value === id)?.label ?? '';
  const inEarnest = (promised?: Promised) =>
    assign.mutate(
      { ...wish, unpublished: later, ...promised },
      {
        onSuccess: ({ seated }) => {
          notifications.show({ color: 'teal', message: t('planning.seats.done', { count: seated }), autoClose: 4_000 });
          trial.reset();
        },
      },
    );
  return (
    <Stack gap="sm" role="group" aria-label={t('planning.seats.many')}>
      <Group align="flex-end">
        <MultiSelect
          size="md"
          flex={1}
          label={t('planning.seats.sessions')}
          placeholder={sessions.length === 0 ? t('planning.seats.choose_sessions') : ''}
          data={choices}
          value={sessions}
          onChange={(ids) => {
            setSessions(ids);
            again();
          }}
        />
        <NumberInput
          size="md"
          w={170}
          label={t('planning.seats.capacity')}
          placeholder={t('planning.seats.no_bound')}
          min={1}
          value={capacity}
          onChange={(value) => {
            setCapacity(value);
            again();
          }}
        />
        <Select
          size="md"
          w={200}
          label={t('planning.seats.order')}
          data={(['number', 'lot'] as const).map((one) => ({ value: one, label: t(`planning.seats.by_${one}`) }))}
          value={order}
          onChange={(one) => {
            setOrder(one === 'lot' ? 'lot' : 'number');
            again();
          }}
          allowDeselect={false}
        />
      </Group>
      <Group>
        <Checkbox
          size="md"
          label={t('planning.seats.in_turn')}
          checked={inTurn}
          onChange={(event) => {
            setInTurn(event.currentTarget.checked);
            again();
          }}
        />
        <Button variant="light" disabled={sessions.length === 0} loading={trial.isPending} onClick={() => trial.mutate(wish)}>
          {t('planning.seats.try')}
        </Button>
      </Group>
      <PlanError error={trial.error ?? assign.error} />
      {trial.data !== undefined && (
        <Paper withBorder p="sm" role="status">
          <Text fw={600}>{t('planning.seats.would', { count: trial.data.seated })}</Text>
          {trial.data.sessions.map((one) => (
            <Text key={one.session_id} size="sm">
              {label(one.session_id)}: {t('planning.seats.people', { count: one.seated })}
            </Text>
          ))}
          {trial.data.already > 0 && <Text size="sm">{t('planning.seats.already', { count: trial.data.already })}</Text>}
          {trial.data.no_place > 0 && (
            <Text size="sm" c="red.9">
              {t('planning.seats.no_place', { count: trial.data.no_place })}
            </Text>
          )}
          {order === 'lot' && trial.data.seated > 0 ? (
            <PromisedDraw examId={set.id} label={t('planning.seats.do', { count: trial.data.seated })} busy={assign.isPending} onDraw={inEarnest} />
          ) : (
            <Button mt="sm" disabled={trial.data.seated === 0} loading={assign.isPending} onClick={() => inEarnest()}>
              {t('planning.seats.do', { count: trial.data.seated })}
            </Button>
          )}
        </Paper>
      )}
    </Stack>
  );
}

function ByHand({ set, later }: SeatingProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 300);
  const [page, setPage] = useState(1);
  const entrants = useEntrants(set.id, { q: q === '' ? undefined : q }, page);
  const assign = useAssign(set.id);
  const unassign = useUnassign(set.id);
  return (
    <Stack gap="sm">
      <TextInput
        size="md"
        w={320}
        type="search"
        label={t('planning.seats.search')}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setPage(1);
        }}
      />
      <ErrorNotice error={entrants.error} onRetry={() => void entrants.refetch()} />
      <PlanError error={assign.error ?? unassign.error} />
      <Table verticalSpacing="xs" striped aria-label={t('planning.seats.title')}>
        <Table.Thead>
          <Table.Tr>
            {(['number', 'candidate', 'major', 'seat'] as const).map((column) => (
              <Table.Th key={column}>{t(`planning.column.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(entrants.data?.entrants ?? []).map((one) => (
            <SeatRow
              key={one.enrolment_id}
              set={set}
              one={one}
              busy={assign.isPending || unassign.isPending}
              onSeat={(session) => assign.mutate({ session_ids: [session], enrolment_ids: [one.enrolment_id], order: 'number', move: true, unpublished: later })}
              onUnseat={(session) => unassign.mutate({ session_id: session, enrolment_ids: [one.enrolment_id] })}
            />
          ))}
        </Table.Tbody>
      </Table>
      {entrants.data !== undefined && entrants.data.total > PAGE && (
        <Pagination total={Math.ceil(entrants.data.total / PAGE)} value={page} onChange={setPage} />
      )}
    </Stack>
  );
}

interface SeatRowProps {
  set: SetUp;
  one: Entrant;
  busy: boolean;
  onSeat: (sessionId: string) => void;
  onUnseat: (sessionId: string) => void;
}

function SeatRow({ set, one, busy, onSeat, onUnseat }: SeatRowProps) {
  const { t } = useTranslation();
  const choices = useSessionChoices(set);
  const major = set.majors.find(({ id }) => id === one.major_id)?.name ?? '';
  return (
    <Table.Tr data-number={one.number}>
      <Table.Td>{one.number}</Table.Td>
      <Table.Td dir="auto">{one.name}</Table.Td>
      <Table.Td>{major}</Table.Td>
      <Table.Td>
        <Group gap="xs">
          {one.seats.map((seat) => (
            <Group key={seat.session_id} gap={4} wrap="nowrap">
              <Text size="sm">
                {choices.find((c) => c.value === seat.session_id)?.label} · {t('planning.seats.order_no', { n: seat.order })}
              </Text>
              {seat.unpublished && (
                <Badge tt="none" color="orange" variant="light">
                  {t('planning.publish.not_yet')}
                </Badge>
              )}
              {seat.phase === 'assigned' && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="red"
                  disabled={busy}
                  aria-label={t('planning.seats.take_out', { name: one.name })}
                  onClick={() => onUnseat(seat.session_id)}
                >
                  ✕
                </Button>
              )}
            </Group>
          ))}
          <Select
            size="sm"
            w={280}
            aria-label={t('planning.seats.seat_named', { name: one.name })}
            placeholder={t(one.seats.length === 0 ? 'planning.seats.none' : 'planning.seats.move')}
            data={choices.filter(({ value }) => !one.seats.some((seat) => seat.session_id === value))}
            value={null}
            onChange={(id) => id !== null && onSeat(id)}
            disabled={busy}
          />
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
