import { describe, expect, it } from 'vitest';
import { begin, draw, HEIGHT, pathOf, pointOf, signs, WIDTH, type Stroke } from './ink';

describe('a signature', () => {
  const box = { left: 10, top: 20, width: 300, height: 120 };
  it('lies in the field, wherever the pointer goes', () => {
    expect(pointOf({ clientX: 10, clientY: 20 }, box)).toEqual([0, 0]);
    expect(pointOf({ clientX: 160, clientY: 80 }, box)).toEqual([WIDTH / 2, HEIGHT / 2]);
    expect(pointOf({ clientX: 9999, clientY: -9999 }, box)).toEqual([WIDTH, 0]);
  });
  it('grows by points that are apart', () => {
    let strokes: readonly Stroke[] = begin([], [10, 10]);
    strokes = draw(strokes, [11, 11]);
    strokes = draw(strokes, [40, 10]);
    expect(strokes).toEqual([[[10, 10], [40, 10]]]);
    expect(draw([], [1, 1])).toEqual([]);
  });
  it('ends somewhere', () => {
    let strokes: readonly Stroke[] = begin([], [0, 0]);
    for (let n = 1; n < 7_000; n++) strokes = draw(strokes, [(n * 9) % WIDTH, n % HEIGHT]);
    expect(strokes.flat().length).toBeLessThanOrEqual(5_000);
  });
  it.each([
    ['nothing is none', [], false],
    ['nor is a dot', [[[5, 5], [6, 6], [7, 7], [8, 8]]], false],
    ['a line over the field is', [[[5, 5], [40, 40], [90, 20], [200, 60]]], true],
  ] as const)('%s', (_, strokes, want) => {
    expect(signs(strokes)).toBe(want);
  });
  it('is drawn as an outline', () => {
    expect(pathOf([[10, 10], [200, 80], [300, 40]])).toMatch(/^M-?\d+ -?\d+(L-?\d+ -?\d+)+Z$/);
    expect(pathOf([])).toBe('');
  });
});
