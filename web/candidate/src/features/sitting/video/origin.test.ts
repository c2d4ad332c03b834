import { describe, expect, it } from 'vitest';
import { originOf } from './origin';

/** A camera of 20 frames a second whose frames come a few ms early or late, the same each time. */
const jittered = Array.from({ length: 80 }, (_, n) => 5_000 + 50 * n + (n ** 3 % 17));
const regular = Array.from({ length: 80 }, (_, n) => 5_000 + 50 * n);

describe('where a file began on the clock of its camera', () => {
  it('is found though the recorder left out the first frames and the page saw other ones', () => {
    const began = jittered[6] ?? 0;
    const times = jittered.slice(6).filter((_, n) => n % 5 !== 3).map((at) => Math.floor(at - began));
    const seen = jittered.filter((_, n) => n > 1 && n % 4 !== 0);
    const origin = originOf(seen, times, jittered[2] ?? 0);
    expect(Math.abs((origin ?? NaN) - began)).toBeLessThan(1);
  });
  it('is the place nearest to the guess where every place fits', () => {
    const times = regular.slice(6).map((at) => at - 5_300);
    expect(originOf(regular, times, 5_240)).toBe(5_250);
  });
  it('is not told by a few frames', () => {
    const times = jittered.slice(6, 10).map((at) => at - 5_300);
    expect(originOf(jittered, times, 5_300)).toBeUndefined();
  });
  it('is not told where the browser names no captures', () => {
    expect(originOf([], [0, 50, 100], 5_300)).toBeUndefined();
  });
});
