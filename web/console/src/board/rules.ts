import type { Board, BoardSitting, SecondCamera, SessionRole } from '@shared/model';
import { isPanel, isSteward, mayReopen } from '../roles';

export type Action =
  | 'call'
  | 'hang_up'
  | 'mute'
  | 'message'
  | 'invite'
  | 'call_back'
  | 'defer'
  | 'absent'
  | 'reopen'
  | 'release'
  | 'end';

/** Phases in which a candidate has devices in the room to read a message on. */
const entered = ['check_in', 'waiting', 'invited', 'interviewing'];

/** The buttons that a role gets for a candidate in her phase. */
export function actionsFor(roles: readonly SessionRole[], sitting: BoardSitting, myStaffId: string): Set<Action> {
  const may = new Set<Action>();
  if (isPanel(roles)) panelActions(sitting).forEach((action) => may.add(action));
  if (mayReopen(roles) && (sitting.phase === 'absent' || sitting.phase === 'finished')) may.add('reopen');
  if (isSteward(roles)) stewardActions(sitting, myStaffId).forEach((action) => may.add(action));
  if ((isPanel(roles) || isSteward(roles)) && entered.includes(sitting.phase)) may.add('message');
  return may;
}

function panelActions({ phase }: BoardSitting): Action[] {
  switch (phase) {
    case 'assigned':
    case 'check_in':
      return ['absent'];
    case 'waiting':
      return ['invite', 'defer', 'absent'];
    case 'invited':
      return ['call_back'];
    case 'interviewing':
      return ['release', 'end'];
    default:
      return [];
  }
}

function stewardActions({ phase, call }: BoardSitting, myStaffId: string): Action[] {
  if (phase !== 'waiting' && phase !== 'invited') return [];
  if (call === undefined) return ['call'];
  return call.staff_id === myStaffId ? ['mute', 'hang_up'] : [];
}

/** What a session asks of this candidate's second camera: an accommodation may take it away. */
export function secondCameraOf(board: Board, sitting: BoardSitting): SecondCamera {
  return sitting.accommodation?.one_camera === true ? 'none' : board.session.second_camera;
}

/** Why the invite button is shut, as the server would say; texts are `hindrance.<kind>`. */
export type Hindrance =
  | { kind: 'session_over' }
  | { kind: 'panel_busy'; name: string }
  | { kind: 'second_camera_missing' };

/** What stands against inviting a waiting candidate now; undefined when nothing does. */
export function inviteHindrance(board: Board, sitting: BoardSitting, nowMs: number): Hindrance | undefined {
  if (nowMs >= Date.parse(board.session.ends_at)) return { kind: 'session_over' };
  const other = board.sittings.find(
    ({ id, phase }) => id !== sitting.id && (phase === 'invited' || phase === 'interviewing'),
  );
  if (other !== undefined) return { kind: 'panel_busy', name: other.candidate.name };
  const second = sitting.devices.find((device) => device.position === 2);
  if (secondCameraOf(board, sitting) === 'required' && (second === undefined || second.state === 'empty')) {
    return { kind: 'second_camera_missing' };
  }
  return undefined;
}
