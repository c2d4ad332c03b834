import type { Hint } from '@shared/events';
import type { ServerEvent } from '@shared/model';
import type { GivenPaper, Written } from './requests';

/** A released paper with its key, told to the first camera of who sits before it (written.ToldPaper). */
export interface Told extends ServerEvent {
  kind: 'paper';
  server_time: string;
  ends_at: string;
  paper: GivenPaper;
  /** Within how long the pages of all who were told are to ask for what comes next. */
  spread_ms: number;
}

export function isTold(hint: Hint): hint is Told {
  return hint.kind === 'paper' && 'paper' in hint;
}

/** The state with a paper that was told, and after how long this page asks on, by chance; who has one already, or has handed in, is past it. */
export function withTold(before: Written | undefined, told: Told, chance = Math.random()): Written | undefined {
  if (before === undefined || before.phase !== 'seated') return before;
  return { ...before, phase: 'answering', server_time: told.server_time, ends_at: told.ends_at, paper: told.paper, ask_after_ms: chance * told.spread_ms };
}

/** How long a state may still be answered that was read before the paper came, in ms. */
const OVERTAKEN_MS = 15_000;

/**
 * Two answers may overtake each other: the later one stands. One without the paper that
 * was just told was read before the record had it; a withdrawn paper is said to be so.
 */
export function laterOf(before: Written | undefined, now: Written): Written {
  if (before === undefined) return now;
  if (Date.parse(before.server_time) > Date.parse(now.server_time)) return before;
  const told = before.paper !== undefined && now.paper === undefined && now.phase === 'seated' && now.withdrawn === undefined;
  return told && Date.parse(now.server_time) - Date.parse(before.paper?.released_at ?? '') < OVERTAKEN_MS ? before : now;
}
