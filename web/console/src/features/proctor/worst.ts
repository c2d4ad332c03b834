import type { BoardSitting, SecondCamera } from '@shared/model';
import type { WrittenRow } from './use-written';

/** What needs a proctor's eye about a candidate, worst first. */
export type Trouble = 'first_off' | 'second_off' | 'withdrawn' | 'overdue' | 'unopened' | 'quiet' | 'paused';

export const troubles: readonly Trouble[] = ['first_off', 'second_off', 'withdrawn', 'overdue', 'unopened', 'quiet', 'paused'];

/** How long nothing is saved until somebody should look, in ms. */
export const QUIET_MS = 10 * 60_000;

/** A candidate of the board with what stands in her written exam. */
export interface Line {
  sitting: BoardSitting;
  row: WrittenRow | undefined;
  secondCamera: SecondCamera;
}

const off = ({ sitting }: Line, position: number) => sitting.devices.find((device) => device.position === position)?.state !== 'online';

/** All that is wrong with a candidate at a moment of the server's clock. */
export function troublesOf(line: Line, nowMs: number): Trouble[] {
  const { sitting, row, secondCamera } = line;
  const answers = sitting.phase === 'answering';
  const here = answers || sitting.phase === 'seated';
  const since = row?.saved_at ?? row?.paper?.opened_at;
  const wrong: Record<Trouble, boolean> = {
    first_off: here && off(line, 1),
    second_off: here && secondCamera === 'required' && off(line, 2),
    withdrawn: answers && row !== undefined && row.paper === undefined,
    overdue: row?.break?.back_by !== undefined && Date.parse(row.break.back_by) <= nowMs && row.pause === undefined,
    unopened: answers && row?.paper !== undefined && row.paper.opened_at === undefined,
    quiet: answers && row?.paper?.kind === 'online' && row.pause === undefined && row.break?.back_by === undefined && since !== undefined && nowMs - Date.parse(since) > QUIET_MS,
    paused: row?.pause !== undefined,
  };
  return troubles.filter((one) => wrong[one]);
}

export type Column = 'worst' | 'order' | 'phase' | 'first' | 'second' | 'opened' | 'answered' | 'saved' | 'pages' | 'submitted';

export const columns: readonly Column[] = ['order', 'phase', 'first', 'second', 'opened', 'answered', 'saved', 'pages', 'submitted'];

/** In which order phases stand: who still needs somebody comes first. */
const phases = ['answering', 'seated', 'check_in', 'assigned', 'submitted', 'finished', 'absent'];

/** What a column is sorted by: the smaller, the more it needs a look. */
function keyOf(line: Line, column: Column, nowMs: number): number {
  const { sitting, row } = line;
  const time = (at: string | undefined) => (at === undefined ? 0 : Date.parse(at));
  switch (column) {
    case 'worst': {
      const [worst] = troublesOf(line, nowMs);
      return worst === undefined ? troubles.length + phases.indexOf(sitting.phase) : troubles.indexOf(worst);
    }
    case 'order':
      return sitting.order;
    case 'phase':
      return phases.indexOf(sitting.phase);
    case 'first':
    case 'second':
      return off(line, column === 'first' ? 1 : 2) ? 0 : 1;
    case 'opened':
      return time(row?.paper?.opened_at);
    case 'answered':
      return row?.paper === undefined ? -1 : row.answered;
    case 'saved':
      return time(row?.saved_at);
    case 'pages':
      return row?.pages?.files.length ?? 0;
    case 'submitted':
      return time(row?.submitted_at);
  }
}

/** The lines by a column, the ones that need a look first; within it by their order numbers. */
export function sorted(lines: readonly Line[], column: Column, nowMs: number, backwards = false): Line[] {
  const keys = new Map(lines.map((line) => [line, keyOf(line, column, nowMs)]));
  const key = (line: Line) => keys.get(line) ?? 0;
  return [...lines].sort((a, b) => (backwards ? key(b) - key(a) : key(a) - key(b)) || a.sitting.order - b.sitting.order);
}
