import type { Board, BoardSitting, Position } from '@shared/model';
import type { Tune } from '@shared/notice';

/** Something that staff should hear of without looking; texts are `notice.<kind>`. */
export interface BoardNotice {
  kind:
    | 'arrived'
    | 'accepted'
    | 'unanswered'
    | 'declined'
    | 'camera_lost'
    | 'camera_back'
    | 'taken_over'
    | 'session_ended';
  sittingId: string;
  name: string;
  position?: Position;
  tone: 'good' | 'warn' | 'info';
  tune?: Tune;
}

export type Side = 'panel' | 'steward';

/** What happened between two boards of one session, for one side of it. */
export function boardNotices(before: Board, after: Board, side: Side): BoardNotice[] {
  const old = new Map(before.sittings.map((sitting) => [sitting.id, sitting]));
  return after.sittings.flatMap((now) => {
    const then = old.get(now.id);
    return then === undefined ? [] : sittingNotices(then, now, side, after.my_staff_id);
  });
}

function sittingNotices(then: BoardSitting, now: BoardSitting, side: Side, myStaffId: string): BoardNotice[] {
  const say = (notice: Omit<BoardNotice, 'sittingId' | 'name'>): BoardNotice => ({
    ...notice,
    sittingId: now.id,
    name: now.candidate.name,
  });
  const said: BoardNotice[] = [];
  const step = phaseNotice(then, now, side, myStaffId);
  if (step !== undefined) said.push(say(step));
  for (const camera of cameraNotices(then, now)) said.push(say(camera));
  return said;
}

type Unnamed = Omit<BoardNotice, 'sittingId' | 'name'>;

function phaseNotice(then: BoardSitting, now: BoardSitting, side: Side, myStaffId: string): Unnamed | undefined {
  if (now.phase === 'interviewing' && then.phase !== 'interviewing') {
    const wasMine = then.call?.staff_id === myStaffId;
    if (side === 'steward') return wasMine ? { kind: 'taken_over', tone: 'info', tune: 'message' } : undefined;
    return { kind: 'accepted', tone: 'good', tune: 'call' };
  }
  if (now.missed_invitations > then.missed_invitations) return { kind: 'unanswered', tone: 'warn', tune: 'alarm' };
  if (now.refused_invitation && !then.refused_invitation) return { kind: 'declined', tone: 'warn', tune: 'alarm' };
  if (now.phase === 'waiting' && (then.phase === 'check_in' || then.phase === 'assigned')) {
    return side === 'steward' ? { kind: 'arrived', tone: 'info', tune: 'call' } : { kind: 'arrived', tone: 'info' };
  }
  if (now.phase === 'finished' && now.ended?.reason === 'session_end' && then.phase === 'interviewing') {
    return { kind: 'session_ended', tone: 'warn', tune: 'end' };
  }
  return undefined;
}

function cameraNotices(then: BoardSitting, now: BoardSitting): Unnamed[] {
  const live = now.phase === 'waiting' || now.phase === 'invited' || now.phase === 'interviewing';
  if (!live) return [];
  return now.devices.flatMap(({ position, state }): Unnamed[] => {
    const was = then.devices.find((device) => device.position === position)?.state;
    if (state === 'lost' && was === 'online') return [{ kind: 'camera_lost', position, tone: 'warn', tune: 'alarm' }];
    if (state === 'online' && was === 'lost') return [{ kind: 'camera_back', position, tone: 'good' }];
    return [];
  });
}
