import type { Board, BoardSitting } from '@shared/model';
import { nextForPanel, queueOf } from '../../board/order';

/** What the middle of the panel's room shows. */
export type Stage =
  | { kind: 'interviewing'; sitting: BoardSitting }
  | { kind: 'invited'; sitting: BoardSitting }
  /** A candidate to decide about; waiting unless one was chosen by hand. */
  | { kind: 'chosen'; sitting: BoardSitting }
  /** Nobody to look at: nobody has come yet, or all are done. */
  | { kind: 'nobody'; why: 'not_yet' | 'all_done' };

/** Who is with the panel comes first; then whom one chose; then the next in the queue. */
export function stageOf(board: Board, chosenId: string | undefined): Stage {
  const { current } = queueOf(board.sittings);
  const live = current[0];
  if (live !== undefined) return { kind: live.phase === 'interviewing' ? 'interviewing' : 'invited', sitting: live };
  const chosen = board.sittings.find(({ id }) => id === chosenId) ?? nextForPanel(board.sittings);
  if (chosen !== undefined) return { kind: 'chosen', sitting: chosen };
  const { coming } = queueOf(board.sittings);
  return { kind: 'nobody', why: coming.length > 0 || board.sittings.length === 0 ? 'not_yet' : 'all_done' };
}

/**
 * Whom to keep chosen when a board follows another: a choice made by hand ends
 * when its candidate goes in or is done, so that the next in the queue shows.
 */
export function keepChosen(chosenId: string | undefined, before: Board, after: Board): string | undefined {
  const phaseIn = (board: Board) => board.sittings.find(({ id }) => id === chosenId)?.phase;
  const [then, now] = [phaseIn(before), phaseIn(after)];
  const moved = then !== now && (now === 'interviewing' || now === 'finished' || now === 'absent');
  const deferred = deferralsIn(after, chosenId) > deferralsIn(before, chosenId);
  return now === undefined || moved || deferred ? undefined : chosenId;
}

function deferralsIn(board: Board, id: string | undefined): number {
  return board.sittings.find((sitting) => sitting.id === id)?.deferrals ?? 0;
}
