import { Group, NumberInput, Select, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionName, type Session, type SetUp } from './model';
import { PartForm, PartSection } from './part-section';
import { later, spanIn, toInstant, toWall } from './zoned';

/** Sessions: which subject in which room when (FEATURES A13, A14). */
export function SessionsSection({ set, step }: { set: SetUp; step: number }) {
  const { t, i18n } = useTranslation();
  const span = (from: string, to: string) => spanIn(set.time_zone, i18n.language, from, to);
  const missing = set.subjects.length === 0 || set.rooms.length === 0;
  return (
    <PartSection
      examId={set.id}
      kind="sessions"
      step={step}
      parts={set.sessions}
      columns={['time', 'subject', 'entry', 'cameras', 'seated']}
      nameOf={(one) => `${sessionName(set, one)} ${span(one.starts_at, one.ends_at)}`}
      first={missing ? t('planning.sessions.needs_parts') : undefined}
      cells={(one) => [
        <strong key="time">{span(one.starts_at, one.ends_at)}</strong>,
        sessionName(set, one),
        span(one.entry_opens_at, one.entry_closes_at),
        one.first_camera === 'any'
          ? t(`planning.second.${one.second_camera}`)
          : t('planning.first_and_second', { first: t(`planning.first.${one.first_camera}`), second: t(`planning.second.${one.second_camera}`) }),
        t('planning.sessions.seated', { seated: one.seated, begun: one.begun }),
      ]}
      form={(one, close) => <SessionForm set={set} one={one} onClose={close} />}
    />
  );
}

const cameras = ['required', 'optional', 'none'] as const;
const firsts = ['any', 'phone', 'pc'] as const;

interface Typed {
  subject_id: string | null;
  room_id: string | null;
  starts: string;
  ends: string;
  opens: string;
  closes: string;
  second_camera: string;
  first_camera: string;
  invite: number | string;
}

function typedOf(set: SetUp, one: Session | undefined): Typed {
  const wall = (instant: string | undefined) => (instant === undefined ? '' : toWall(instant, set.time_zone));
  return {
    subject_id: one?.subject_id ?? set.subjects[0]?.id ?? null,
    room_id: one?.room_id ?? set.rooms[0]?.id ?? null,
    starts: wall(one?.starts_at),
    ends: wall(one?.ends_at),
    opens: wall(one?.entry_opens_at),
    closes: wall(one?.entry_closes_at),
    second_camera: one?.second_camera ?? 'required',
    first_camera: one?.first_camera ?? 'any',
    invite: one?.invite_ttl_s ?? 60,
  };
}

/** What follows from a new start: entry half an hour before, entry and session end as usual, until they are typed. */
function withStart(typed: Typed, starts: string): Typed {
  if (typed.ends !== '' || starts === '') return { ...typed, starts };
  return { ...typed, starts, ends: later(starts, 180), opens: later(starts, -30), closes: later(starts, 30) };
}

function SessionForm({ set, one, onClose }: { set: SetUp; one: Session | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(() => typedOf(set, one));
  const choose = (list: readonly { id: string; name: string }[]) => list.map(({ id, name }) => ({ value: id, label: name }));
  const body = () => {
    const [starts, ends, opens, closes] = [typed.starts, typed.ends, typed.opens, typed.closes].map((wall) => toInstant(wall, set.time_zone));
    if (starts === undefined || ends === undefined || opens === undefined || closes === undefined) return undefined;
    return {
      ...{ id: one?.id, subject_id: typed.subject_id, room_id: typed.room_id, second_camera: typed.second_camera, first_camera: typed.first_camera },
      ...{ starts_at: starts, ends_at: ends, entry_opens_at: opens, entry_closes_at: closes, invite_ttl_s: Number(typed.invite) },
    };
  };
  return (
    <PartForm examId={set.id} kind="sessions" title={t(one === undefined ? 'planning.sessions.add' : 'planning.sessions.edit')} body={body} onClose={onClose}>
      <Text c="dimmed">{t('planning.sessions.zone', { zone: set.time_zone })}</Text>
      <Group grow>
        <Select size="md" label={t('planning.column.subject')} data={choose(set.subjects)} value={typed.subject_id} onChange={(id) => setTyped({ ...typed, subject_id: id })} allowDeselect={false} />
        <Select size="md" label={t('planning.column.room')} data={choose(set.rooms)} value={typed.room_id} onChange={(id) => setTyped({ ...typed, room_id: id })} allowDeselect={false} />
      </Group>
      <Group grow>
        <Moment label={t('planning.sessions.starts')} value={typed.starts} onChange={(starts) => setTyped(withStart(typed, starts))} />
        <Moment label={t('planning.sessions.ends')} value={typed.ends} onChange={(ends) => setTyped({ ...typed, ends })} />
      </Group>
      <Group grow>
        <Moment label={t('planning.sessions.opens')} value={typed.opens} onChange={(opens) => setTyped({ ...typed, opens })} />
        <Moment label={t('planning.sessions.closes')} value={typed.closes} onChange={(closes) => setTyped({ ...typed, closes })} />
      </Group>
      <Group grow align="flex-start">
        <Select
          size="md"
          label={t('planning.first.label')}
          data={firsts.map((policy) => ({ value: policy, label: t(`planning.first.${policy}`) }))}
          value={typed.first_camera}
          onChange={(policy) => setTyped({ ...typed, first_camera: policy ?? typed.first_camera })}
          allowDeselect={false}
        />
        <Select
          size="md"
          label={t('planning.column.cameras')}
          data={cameras.map((policy) => ({ value: policy, label: t(`planning.second.${policy}`) }))}
          value={typed.second_camera}
          onChange={(policy) => setTyped({ ...typed, second_camera: policy ?? typed.second_camera })}
          allowDeselect={false}
        />
        <NumberInput
          size="md"
          label={t('planning.sessions.invite')}
          value={typed.invite}
          onChange={(invite) => setTyped({ ...typed, invite })}
          min={10}
          max={600}
        />
      </Group>
    </PartForm>
  );
}

function Moment({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return <TextInput size="md" type="datetime-local" label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)} required />;
}
