import { describe, expect, it } from 'vitest';
import { arrived, bytesText, gapsOf, lengthMs, partAt, secondsLeft, secondsToStop, serverParts } from './timeline';
import type { SegmentView, Take, TrackView, VideoRule } from './types';

const start = Date.parse('2026-11-29T08:00:00Z');
const take: Take = { id: 't', number: 1, state: 'recording', starts_at: '2026-11-29T08:00:00.000Z', costs: false, broken: false, incomplete: false, tracks: [] };
const rule: VideoRule = { tries: 3, min_seconds: 10, max_seconds: 300, reading_seconds: 0, grace_minutes: 10, broken_costs: false, second_camera: 'required' };

describe('a take’s clock', () => {
  it('holds the stop button until the least length', () => {
    expect(secondsToStop(take, rule, start - 1500)).toBe(10);
    expect(secondsToStop(take, rule, start + 9_200)).toBe(1);
    expect(secondsToStop(take, rule, start + 10_000)).toBe(0);
    expect(secondsToStop({ ...take, broken: true }, rule, start + 1000), 'a broken one may be stopped at once').toBe(0);
  });
  it('ends at the greatest length or with the session', () => {
    expect(secondsLeft(take, rule, start + 3_600_000, start)).toBe(300);
    expect(secondsLeft(take, rule, start + 60_000, start + 1000)).toBe(59);
    expect(secondsLeft(take, rule, start + 60_000, start + 90_000)).toBe(0);
  });
  it('counts from the start, not from the pre-roll', () => {
    expect(lengthMs(take, start - 900)).toBe(0);
    expect(lengthMs({ ...take, stopped_at: '2026-11-29T08:00:12.500Z' }, start + 99_000)).toBe(12_500);
  });
});

describe('a take’s time line', () => {
  const parts = [{ src: 'a', fromMs: -800, toMs: 4_000 }, { src: 'b', fromMs: 7_000, toMs: 12_000 }];
  it('finds the part that shows a moment', () => {
    expect(partAt(parts, 0)?.src).toBe('a');
    expect(partAt(parts, 5_000)).toBeUndefined();
    expect(partAt(parts, 7_000)?.src).toBe('b');
  });
  it('names the gaps', () => {
    expect(gapsOf(parts, 12_300)).toEqual([{ fromMs: 4_000, toMs: 7_000 }]);
    expect(gapsOf(parts, 14_000).at(-1)).toEqual({ fromMs: 12_000, toMs: 14_000 });
    expect(gapsOf([], 3_000)).toEqual([{ fromMs: 0, toMs: 3_000 }]);
  });
});

describe('what the server has of a camera', () => {
  const segment = (part: Partial<SegmentView>): SegmentView => ({ id: 's', mime: 'video/webm', first_at: '2026-11-29T07:59:59.000Z', bytes: 0, have_bytes: 0, complete: false, ...part });
  const track = (part: Partial<TrackView>): TrackView => ({ position: 2, bytes: 0, duration_ms: 0, offset_ms: -1000, gaps: [], joined: 'waiting', url: '/tracks/2', mime: 'video/webm', segments: [], ...part });
  it('is the joined file once there is one', () => {
    expect(serverParts(track({ joined: 'ready', segments: [segment({})] }), 9_000)).toEqual([{ src: '/tracks/2', fromMs: -1000, toMs: 9_000 }]);
  });
  it('is the first series before, up to where the second begins', () => {
    const two = [segment({ have_bytes: 3 << 20 }), segment({ first_at: '2026-11-29T08:00:05.000Z' })];
    expect(serverParts(track({ segments: two }), 9_000)).toEqual([{ src: '/tracks/2?have=3', fromMs: -1000, toMs: 5_000 }]);
  });
  it('is nothing before a byte is there', () => {
    expect(serverParts(undefined, 9_000)).toEqual([]);
    expect(serverParts(track({ segments: [segment({})] }), 9_000)).toEqual([]);
  });
  it('is told as a share', () => {
    expect(arrived(track({ segments: [segment({ have_bytes: 300 })] }), 100)).toBe(0.75);
    expect(arrived(undefined, 0)).toBe(0);
  });
});

it('words bytes', () => {
  expect([bytesText(900), bytesText(812_000), bytesText(3_440_000), bytesText(12e9)]).toEqual(['1 kB', '812 kB', '3.4 MB', '12 GB']);
});
