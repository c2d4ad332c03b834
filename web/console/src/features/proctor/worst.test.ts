import { describe, expect, it } from 'vitest';
import type { BoardSitting } from '@shared/model';
import type { WrittenRow } from './use-written';
import { QUIET_MS, sorted, troublesOf, type Line } from './worst';

const now = Date.parse('2026-11-24T10:00:00Z');
const ago = (ms: number) => new Date(now - ms).toISOString();
const paper = { paper_id: 'p', title: '', kind: 'online', released_at: '', opened_at: ago(60_000), items: 6, max_pages: 9 } as const;

interface How {
  phase?: string;
  off?: number[];
  row?: Partial<WrittenRow>;
  order?: number;
}

function line({ phase = 'answering', off = [], row = { paper }, order = 1 }: How): Line {
  const devices = [1, 2].map((position) => ({ position, state: off.includes(position) ? 'offline' : 'online' }));
  return {
    sitting: { id: `${order}`, order, phase, devices } as unknown as BoardSitting,
    row: { sitting_id: `${order}`, ends_at: '', given_minutes: 0, answered: 0, ...row },
    secondCamera: 'required',
  };
}

describe('what needs a proctor’s eye', () => {
  it.each<[string, How, string[]]>([
    ['nothing of who answers', {}, []],
    ['a first camera that is gone', { off: [1] }, ['first_off']],
    ['both', { off: [1, 2] }, ['first_off', 'second_off']],
    ['no camera of who has handed in', { phase: 'submitted', off: [1, 2] }, []],
    ['nor of who never came', { phase: 'assigned', off: [1, 2] }, []],
    ['a paper that is not opened', { row: { paper: { ...paper, opened_at: undefined } as unknown as WrittenRow['paper'] } }, ['unopened']],
    ['a paper that was taken back', { row: {} }, ['withdrawn']],
    ['nothing saved for long', { row: { paper, saved_at: ago(QUIET_MS + 1) } }, ['quiet']],
    ['nothing while it is paused', { row: { paper, saved_at: ago(QUIET_MS + 1), pause: { since: '', reason: '', left_seconds: 1 } } }, ['paused']],
    ['who is late from a break', { row: { paper, break: { taken: 1, left: 0, next_seconds: 0, sum: false, back_by: ago(1) } } }, ['overdue']],
  ])('is %s', (_, how, want) => expect(troublesOf(line(how), now)).toEqual(want));
});

describe('the board in order', () => {
  const lines = [
    line({ order: 1 }),
    line({ order: 2, row: { paper: { ...paper, opened_at: undefined } as unknown as WrittenRow['paper'] } }),
    line({ order: 3, off: [1], row: { paper, answered: 4 } }),
    line({ order: 4, phase: 'finished', row: {} }),
    line({ order: 5, phase: 'seated', row: {} }),
  ];
  const orders = (column: Parameters<typeof sorted>[1], backwards?: boolean) => sorted(lines, column, now, backwards).map(({ sitting }) => sitting.order);
  it('has the worst first', () => expect(orders('worst')).toEqual([3, 2, 1, 5, 4]));
  it('goes by number', () => expect(orders('order')).toEqual([1, 2, 3, 4, 5]));
  it('goes backwards', () => expect(orders('answered', true)).toEqual([3, 1, 2, 4, 5]));
  it('finds the worst of a large session', () => {
    const many = Array.from({ length: 300 }, (_, n) => line({ order: n + 1, off: n % 7 === 0 ? [1] : [], row: { paper, answered: n % 6, saved_at: ago(n * 1000) } }));
    expect(sorted(many, 'worst', now)[0]?.sitting.order).toBe(1);
    expect(sorted(many, 'worst', now)).toHaveLength(300);
  });
});
