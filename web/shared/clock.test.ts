import { describe, expect, it } from 'vitest';
import { bestOffset, sampleOf, secondsUntil } from './clock';

describe('the server clock', () => {
  it('takes the middle of asking and hearing', () => {
    expect(sampleOf('1970-01-01T00:01:40.000Z', 40_000, 40_200)).toEqual({
      offsetMs: 59_900,
      roundTripMs: 200,
      atMs: 40_200,
    });
  });
  it('is not moved by an answer that names no time', () => {
    expect(sampleOf(undefined, 0, 1)).toBeUndefined();
    expect(sampleOf('soon', 0, 1)).toBeUndefined();
  });
  it('believes the quickest answer', () => {
    const slow = { offsetMs: 900, roundTripMs: 1800, atMs: 2 };
    const quick = { offsetMs: 20, roundTripMs: 30, atMs: 1 };
    expect(bestOffset([slow, quick])).toBe(20);
    expect(bestOffset([])).toBe(0);
  });
  it('counts seconds down to 0 and no further', () => {
    expect(secondsUntil('1970-01-01T00:00:10.000Z', 8_500)).toBe(2);
    expect(secondsUntil('1970-01-01T00:00:10.000Z', 11_000)).toBe(0);
    expect(secondsUntil('never', 0)).toBe(0);
  });
});
