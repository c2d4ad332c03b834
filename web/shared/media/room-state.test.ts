import { describe, expect, it } from 'vitest';
import { backOffMs, readMetadata } from './room-state';

describe('the media room', () => {
  it('tries again soon, then every 4 s for ever', () => {
    expect([1, 2, 3, 4, 5, 50].map(backOffMs)).toEqual([300, 600, 1200, 2400, 4000, 4000]);
  });

  it.each([
    ['{"role":"steward"}', 'staff:1', { role: 'steward' }],
    ['', 'candidate:s:2', { role: 'candidate', position: 2 }],
    [undefined, 'candidate:s:1', { role: 'candidate', position: 1 }],
    ['not json', 'staff:1', { role: 'examiner' }],
  ])('reads who a participant is from %j and %s', (metadata, identity, want) => {
    expect(readMetadata(metadata, identity)).toEqual(want);
  });
});
