import { describe, expect, it } from 'vitest';
import { keepInStep, stepOf } from './in-step';

describe('a film beside another on one time line', () => {
  it('is set at its place from afar', () => expect(stepOf(0.3, true)).toEqual({ jump: true }));
  it('is set at its place while nothing plays', () => expect(stepOf(-0.05, false)).toEqual({ jump: true }));
  it('plays on while it is in step', () => expect(stepOf(0.01, true)).toEqual({ rate: 1 }));
  it('slows down while it is ahead', () => expect(stepOf(0.04, true)).toEqual({ rate: 0.95 }));
  it('hurries while it is behind, not so much that it is heard', () => expect(stepOf(-0.2, true)).toEqual({ rate: 1.12 }));

  it('is left on its way while it plays, and goes to the newest place while it does not', () => {
    const film = { seeking: true, currentTime: 3, playbackRate: 1 };
    keepInStep(film, 9, true);
    expect(film.currentTime).toBe(3);
    keepInStep(film, 9, false);
    expect(film.currentTime).toBe(9);
  });
});
