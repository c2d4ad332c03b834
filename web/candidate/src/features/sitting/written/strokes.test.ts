import { describe, expect, it } from 'vitest';
import { drawingOf, emptyDrawing, pointsOf, valueOf, withPoint } from './strokes';

describe('a drawing', () => {
  it('is no answer while nothing is drawn', () => expect(valueOf(emptyDrawing())).toBe(''));
  it('is the same after a reload', () => {
    const drawing = { w: 800, h: 600, s: [[1, 2, 50, 30, 40, 100]] };
    expect(drawingOf(valueOf(drawing))).toEqual(drawing);
  });
  it('is empty where the answer is none', () => expect([drawingOf(''), drawingOf('text'), drawingOf('{"s":[[1]]}')]).toEqual([emptyDrawing(), emptyDrawing(), emptyDrawing()]));
  it('keeps whole numbers, and points that are apart', () => expect(withPoint(withPoint(withPoint([], 1.4, 2.6, 0.5), 2, 3, 0.5), 9, 3, 2)).toEqual([1, 3, 50, 9, 3, 100]));
  it('gives its points with their pressure', () => expect(pointsOf([1, 2, 50, 3, 4, 100])).toEqual([[1, 2, 0.5], [3, 4, 1]]));
});
