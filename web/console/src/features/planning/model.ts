import { useTranslation } from 'react-i18next';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';
import { spanIn } from './zoned';

type Schemas = components['schemas'];

/** An exam in the list. */
export type ExamLine = Schemas['ExamView'];
/** All of an exam's set-up with its checklist. */
export type SetUp = Sent<Schemas['SetUpView']>;
export type Major = SetUp['majors'][number];
export type Subject = SetUp['subjects'][number];
export type Room = SetUp['rooms'][number];
export type Member = Room['staff'][number];
export type Session = SetUp['sessions'][number];
export type Finding = SetUp['findings'][number];
export type Entrants = Sent<Schemas['EntrantsOutputBody']>;
export type Entrant = Entrants['entrants'][number];
export type Assigned = Sent<Schemas['AssignOutputBody']>;
export type Draw = Schemas['DrawView'];
export type Drawn = Schemas['DrawView'];
export type PanelDrawn = Schemas['PanelOutputBody'];

/** What of an exam can be taken away, as the addresses name it. */
export type PartKind = 'majors' | 'subjects' | 'rooms' | 'sessions';

/** The roles that staff may be given in a room, in the menu's order. */
export const roomRoles = ['steward', 'chair', 'examiner', 'secretary', 'proctor', 'inspector'] as const;

/** What people call a session: subject and room. */
export function sessionName(set: SetUp, one: Pick<Session, 'subject_id' | 'room_id'>): string {
  const name = (list: readonly { id: string; name: string }[], id: string) => list.find((each) => each.id === id)?.name ?? '';
  return `${name(set.subjects, one.subject_id)} · ${name(set.rooms, one.room_id)}`;
}

/** The sessions of an exam as choices. */
export function useSessionChoices(set: SetUp): { value: string; label: string }[] {
  const { i18n } = useTranslation();
  return set.sessions.map((one) => ({
    value: one.id,
    label: `${sessionName(set, one)} ${spanIn(set.time_zone, i18n.language, one.starts_at, one.ends_at)}`,
  }));
}

/** A fee in yuan, as it is written and typed: 12000 fen is "120". */
export function yuan(fen: number): string {
  return fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2);
}

/** Fen of what was typed in yuan, undefined for what is no amount. */
export function fenOf(typed: string): number | undefined {
  const text = typed.trim().replace(/[,，\s¥￥元]/g, '');
  if (text === '') return 0;
  return /^\d{1,6}(\.\d{1,2})?$/.test(text) ? Math.round(Number(text) * 100) : undefined;
}
