import type { EnrolmentSitting, Phase } from '@shared/model';

/** What a candidate may do with one of her sittings now (manual 2.1.4; FEATURES B5). */
export type EntryState =
  | { kind: 'not_yet'; opensAt: string }
  | { kind: 'open'; closesAt: string }
  /** Entered before: she may always come back. */
  | { kind: 'going_on'; phase: Phase }
  | { kind: 'closed'; closedAt: string }
  | { kind: 'over'; phase: Phase };

const over: readonly Phase[] = ['finished', 'absent', 'terminated'];

type Facts = Pick<EnrolmentSitting, 'phase' | 'entry_opens_at' | 'entry_closes_at' | 'entry'>;

/** Decides by the server's clock, so that the door opens on the page without asking again. */
export function entryState(sitting: Facts, serverNowMs: number): EntryState {
  const { phase, entry_opens_at: opensAt, entry_closes_at: closesAt } = sitting;
  if (over.includes(phase) || sitting.entry.code === 'sitting_over') return { kind: 'over', phase };
  if (phase !== 'assigned') return { kind: 'going_on', phase };
  if (serverNowMs < Date.parse(opensAt)) return { kind: 'not_yet', opensAt };
  if (serverNowMs >= Date.parse(closesAt)) return { kind: 'closed', closedAt: closesAt };
  return { kind: 'open', closesAt };
}

/** The sitting to put first: one going on, then one that may be entered, then the next to come. */
export function inOrder<T extends EnrolmentSitting>(sittings: readonly T[], serverNowMs: number): T[] {
  const rank: Record<EntryState['kind'], number> = { going_on: 0, open: 1, not_yet: 2, closed: 3, over: 4 };
  const key = (one: T) => rank[entryState(one, serverNowMs).kind];
  return [...sittings].sort((a, b) => key(a) - key(b) || Date.parse(a.starts_at) - Date.parse(b.starts_at));
}
