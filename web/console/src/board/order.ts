import type { Board, BoardSitting, Phase } from '@shared/model';

/** The queue in the parts that staff think in; each part keeps the server's order. */
export interface Queue {
  /** Invited or in the interview; the server lets there be one. */
  current: BoardSitting[];
  waiting: BoardSitting[];
  /** Not in the waiting area yet. */
  coming: BoardSitting[];
  /** Finished, absent, terminated. */
  done: BoardSitting[];
}

const partOf: Record<Phase, keyof Queue> = {
  interviewing: 'current',
  invited: 'current',
  paused: 'current',
  waiting: 'waiting',
  seated: 'waiting',
  answering: 'current',
  submitted: 'done',
  ready: 'waiting',
  recording: 'current',
  previewing: 'current',
  uploading: 'current',
  check_in: 'coming',
  assigned: 'coming',
  finished: 'done',
  absent: 'done',
  terminated: 'done',
};

export function queueOf(sittings: readonly BoardSitting[]): Queue {
  const queue: Queue = { current: [], waiting: [], coming: [], done: [] };
  for (const sitting of sittings) queue[partOf[sitting.phase]].push(sitting);
  return queue;
}

/** Whom the panel looks at when it chose nobody: the one invited or with it, else the first in the queue. */
export function nextForPanel(sittings: readonly BoardSitting[]): BoardSitting | undefined {
  const { current, waiting } = queueOf(sittings);
  return current[0] ?? waiting[0];
}

/**
 * Whom "call next" calls: the waiting candidate after the one the steward is
 * on call with, passing over those with another steward; then from the front.
 */
export function nextToCall(sittings: readonly BoardSitting[], myStaffId: string): BoardSitting | undefined {
  const free: BoardSitting[] = [];
  let after = 0;
  for (const sitting of queueOf(sittings).waiting) {
    if (sitting.call === undefined) free.push(sitting);
    else if (sitting.call.staff_id === myStaffId) after = free.length;
  }
  return free[after % Math.max(1, free.length)];
}

/** The candidate that this steward is on call with. */
export function myCall(board: Board): BoardSitting | undefined {
  return board.sittings.find((sitting) => sitting.call?.staff_id === board.my_staff_id);
}
