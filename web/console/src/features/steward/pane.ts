import type { Board, BoardSitting } from '@shared/model';
import { myCall, nextToCall } from '../../board/order';

/** Whom the steward's large view shows: on call first, then whom she chose, then whom she would call next. */
export function shownTo(board: Board, chosenId: string | undefined): BoardSitting | undefined {
  return (
    myCall(board) ??
    board.sittings.find(({ id }) => id === chosenId) ??
    nextToCall(board.sittings, board.my_staff_id)
  );
}

/** A call of mine that somebody else has ended. */
export interface Departure {
  name: string;
  why: 'interviewing' | 'absent' | 'left';
}

/** What became of my call between two boards; undefined when it goes on, or ended by my own hand. */
export function departureOf(before: Board, after: Board): Departure | undefined {
  const then = myCall(before);
  if (then === undefined || myCall(after)?.id === then.id) return undefined;
  const now = after.sittings.find(({ id }) => id === then.id);
  if (now === undefined) return undefined;
  const { name } = now.candidate;
  if (now.phase === 'interviewing') return { name, why: 'interviewing' };
  if (now.phase === 'absent') return { name, why: 'absent' };
  return now.phase === 'waiting' || now.phase === 'invited' ? undefined : { name, why: 'left' };
}
