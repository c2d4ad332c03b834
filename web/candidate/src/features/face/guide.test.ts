import { describe, expect, it } from 'vitest';
import { guide, lightness } from './guide';
import type { Measures } from './measure';

const first: Measures = { yaw: 2, pitch: 5, eyes: 0.3, mouth: 0.05 };
const face = (change: Partial<Measures>) => ({ kind: 'face', measures: { ...first, ...change } }) as const;

describe('guide', () => {
  it.each([
    ['dark', 'too_dark'],
    ['none', 'no_face'],
    ['two', 'two_faces'],
    ['far', 'too_far'],
  ] as const)('says what is in the way: %s', (kind, hint) => {
    expect(guide('nod', { kind }, first)).toEqual({ hint, shown: false });
  });
  it.each([
    ['a straight look', 'straight', {}, true],
    ['a look aside is not straight', 'straight', { yaw: 20 }, false],
    ['her own left', 'turn_left', { yaw: 25 }, true],
    ['a little is not enough', 'turn_left', { yaw: 12 }, false],
    ['her own right', 'turn_right', { yaw: -20 }, true],
    ['left is not right', 'turn_right', { yaw: 25 }, false],
    ['a nod', 'nod', { pitch: 18 }, true],
    ['up is no nod', 'nod', { pitch: -18 }, false],
    ['closed eyes', 'blink', { eyes: 0.1 }, true],
    ['open eyes', 'blink', {}, false],
    ['an open mouth', 'open_mouth', { mouth: 0.5 }, true],
    ['a closed mouth', 'open_mouth', {}, false],
  ] as const)('knows %s', (_, action, change, shown) => {
    expect(guide(action, face(change), first)).toEqual({ hint: 'go', shown });
  });
  it('compares nothing before the first frame', () => {
    expect(guide('nod', face({ pitch: 40 }), undefined).shown).toBe(false);
  });
});

describe('lightness', () => {
  it('is the mean of what the eye sees', () => {
    expect(lightness(new Uint8ClampedArray([255, 255, 255, 255, 0, 0, 0, 255]))).toBeCloseTo(127.5);
    expect(lightness(new Uint8ClampedArray([]))).toBe(0);
  });
});
