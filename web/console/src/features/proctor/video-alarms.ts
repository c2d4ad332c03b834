import type { components } from '@shared/api/schema';
import type { BoardSitting, Sent } from '@shared/model';
import type { Ask } from './ask-dialog';

type Schemas = components['schemas'];
export type VideoRow = Sent<Schemas['VideoState']>;
export type Take = Sent<Schemas['TakeView']>;
export type TakeTrack = Sent<Schemas['TrackView']>;
export type VideoRule = Schemas['RuleView'];

/** Something that is wrong with a camera of a candidate. */
export interface Alarm {
  sittingId: string;
  position: number;
  problem: string;
}

/** What is wrong on the devices of those who record or are about to; sent late is no alarm before the end. */
export function alarmsOf(rows: readonly VideoRow[]): Alarm[] {
  return rows
    .filter(({ phase }) => ['ready', 'recording', 'previewing', 'uploading'].includes(phase))
    .flatMap(({ sitting_id: sittingId, devices }) =>
      (devices ?? []).filter(({ problem }) => problem !== '').map(({ position, problem }) => ({ sittingId, position, problem })),
    );
}

/** The alarms that were not there before: these sound. */
export function freshAlarms(before: readonly Alarm[], now: readonly Alarm[]): Alarm[] {
  const key = ({ sittingId, position, problem }: Alarm) => `${sittingId} ${position} ${problem}`;
  const known = new Set(before.map(key));
  return now.filter((alarm) => !known.has(key(alarm)));
}

export type VideoStepKind = 'stop' | 'give_try' | 'reopen' | 'absent' | 'return';

/** Something that a proctor can do with a candidate of a video exam now; the server decides, this only offers. */
export interface VideoStep extends Pick<Ask, 'minutes' | 'reason'> {
  kind: VideoStepKind;
  path: string;
  body: (given: { minutes: number; reason: string }) => unknown;
}

export function videoStepsFor({ id, phase, version }: BoardSitting, row: VideoRow | undefined): VideoStep[] {
  const path = (rest: string) => `/api/sittings/${id}/${rest}`;
  const why = ({ reason }: { reason: string }) => ({ reason });
  const tries: VideoStep = { kind: 'give_try', path: path('video/give-try'), reason: 'owed', body: why };
  const absent: VideoStep = { kind: 'absent', path: path('absences'), reason: 'owed', body: ({ reason }) => ({ version, reason }) };
  switch (phase) {
    case 'assigned':
      return [absent];
    case 'check_in':
    case 'ready':
      return [tries, absent];
    case 'recording':
      return row?.take === undefined ? [tries] : [{ kind: 'stop', path: path(`video/takes/${row.take.id}/staff-stop`), reason: 'owed', body: why }, tries];
    case 'previewing':
      return [tries];
    case 'submitted':
    case 'finished':
      return [{ kind: 'reopen', path: path('video/reopen'), minutes: 30, reason: 'owed', body: (given) => given }];
    case 'absent':
      return [{ kind: 'return', path: path('reopenings'), reason: 'owed', body: ({ reason }) => ({ version, reason }) }];
    default:
      return [];
  }
}

/** Where a track stands on the time line of its take, in seconds from the earliest first frame. */
export interface Line {
  lengthS: number;
  starts: { position: number; startS: number; gaps: { fromS: number; toS: number }[] }[];
}

export function lineOf(take: Take): Line {
  const tracks = take.tracks ?? [];
  const zeroMs = Math.min(0, ...tracks.map(({ offset_ms: offset }) => offset));
  const starts = tracks.map(({ position, offset_ms: offset, gaps }) => {
    const startS = (offset - zeroMs) / 1000;
    return { position, startS, gaps: (gaps ?? []).map(({ from_ms: from, to_ms: to }) => ({ fromS: startS + from / 1000, toS: startS + to / 1000 })) };
  });
  const lengthS = Math.max(0, ...tracks.map(({ offset_ms: offset, duration_ms: duration }) => (offset - zeroMs + duration) / 1000));
  return { lengthS, starts };
}
