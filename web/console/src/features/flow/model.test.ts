import { describe, expect, it } from 'vitest';
import { moved, same, stepOf, stepsFor, type FlowStep } from './model';

const [pledge, face, scan] = [stepOf('pledge'), stepOf('face_check'), stepOf('room_scan')];
const kinds = (steps: readonly FlowStep[]) => steps.map(({ kind }) => kind);

describe('a flow in the editor', () => {
  it('has its steps moved, but not off its ends', () => {
    expect(kinds(moved([pledge, face, scan], 0, 1))).toEqual(['face_check', 'pledge', 'room_scan']);
    expect(kinds(moved([pledge, face, scan], 2, -1))).toEqual(['pledge', 'room_scan', 'face_check']);
    expect(kinds(moved([pledge, face], 0, -1))).toEqual(['pledge', 'face_check']);
    expect(kinds(moved([pledge, face], 1, 1))).toEqual(['pledge', 'face_check']);
  });
  it('is previewed for whom something is different', () => {
    expect(kinds(stepsFor([pledge, face, scan], { no_face_check: true, one_camera: false }))).toEqual(['pledge', 'room_scan']);
    expect(stepsFor([scan], { no_face_check: false, one_camera: true })).toEqual([{ ...scan, second_camera: false }]);
  });
  it('knows whether it was changed', () => {
    expect(same([pledge], [{ kind: 'pledge', tick: false }])).toBe(true);
    expect(same([scan], [{ ...scan, tick: false }])).toBe(false);
    expect(same([pledge, face], [face, pledge])).toBe(false);
  });
});
