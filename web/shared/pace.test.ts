import { describe, expect, it } from 'vitest';
import { Pace } from './pace';

const KB = 1 << 10;

describe('the pace of sending', () => {
  const table: [string, number, number, number][] = [
    ['a quick line gets the most', 512 * KB, 20, 4096 * KB],
    ['a middling one as much as it takes in four seconds', 512 * KB, 2_000, 1024 * KB],
    ['a slow one the least', 512 * KB, 9_000, 256 * KB],
    ['a line that answers at once is not divided by nothing', 512 * KB, 0, 4096 * KB],
    ['a small rest says nothing', 10 * KB, 1, 512 * KB],
  ];
  it.each(table)('%s', (_, bytes, ms, want) => {
    const pace = new Pace();
    pace.took(bytes, ms);
    expect(pace.bytes).toBe(want);
  });
  it('falls with each request that does not get through', () => {
    const pace = new Pace();
    pace.took(512 * KB, 20);
    for (const want of [2048, 1024, 512, 256, 256]) {
      pace.failed();
      expect(pace.bytes).toBe(want * KB);
    }
  });
});
