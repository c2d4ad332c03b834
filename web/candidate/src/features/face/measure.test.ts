import { describe, expect, it } from 'vitest';
import { measure, type Point } from './measure';

/** A straight face of 200 by 200 pixels, turned and lowered by moving its nose. */
export function faceOf({ nose = [100, 100] as Point, lid = 10, lips = 2 } = {}): Point[] {
  const mesh: Point[] = Array.from({ length: 468 }, () => [0, 0] as const);
  const put = (points: Record<number, Point>) => Object.entries(points).forEach(([n, point]) => (mesh[Number(n)] = point));
  put({ 1: nose, 10: [100, 0], 152: [100, 200], 234: [0, 100], 454: [200, 100] });
  put({ 159: [60, 80], 145: [60, 80 + lid], 33: [40, 85], 133: [80, 85], 386: [140, 80], 374: [140, 80 + lid], 362: [120, 85], 263: [160, 85] });
  put({ 13: [100, 150], 14: [100, 150 + lips], 78: [80, 151], 308: [120, 151] });
  return mesh;
}

describe('measure', () => {
  it('finds a straight face straight, with open eyes and a closed mouth', () => {
    expect(measure(faceOf())).toEqual({ yaw: 0, pitch: 0, eyes: 0.25, mouth: 0.05 });
  });
  it('turns to her own left when the nose goes to the right of the picture', () => {
    expect(measure(faceOf({ nose: [150, 100] }))?.yaw).toBeCloseTo(30);
    expect(measure(faceOf({ nose: [50, 100] }))?.yaw).toBeCloseTo(-30);
  });
  it('lowers with the nose, blinks with the lids, opens with the lips', () => {
    expect(measure(faceOf({ nose: [100, 126] }))?.pitch).toBeCloseTo(15.07, 1);
    expect(measure(faceOf({ lid: 2 }))?.eyes).toBeCloseTo(0.05);
    expect(measure(faceOf({ lips: 24 }))?.mouth).toBeCloseTo(0.6);
  });
  it('does not depend on how the head is tilted', () => {
    const turned = faceOf({ nose: [150, 110] }).map(([x, y]): Point => [x * Math.cos(0.4) - y * Math.sin(0.4), x * Math.sin(0.4) + y * Math.cos(0.4)]);
    expect(measure(turned)?.yaw).toBeCloseTo(30);
  });
  it('says nothing of a mesh that is cut short', () => {
    expect(measure([[1, 1]])).toBeUndefined();
  });
});
