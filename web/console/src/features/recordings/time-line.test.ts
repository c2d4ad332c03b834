import { describe, expect, it } from 'vitest';
import type { Recording } from '@shared/model';
import { correctionOf, lengthOf, tracksOf } from './time-line';

const recording = (source: string, startedAt: string, part: Partial<Recording> = {}): Recording => ({
  id: source,
  source,
  name: '',
  status: 'ready',
  duration_s: 60,
  gaps_s: 0,
  bytes: 1,
  url: `/api/recordings/${source}/file`,
  started_at: `2026-11-24T08:00:${startedAt}Z`,
  ...part,
});

describe('recordings on one time line', () => {
  const tracks = tracksOf([
    recording('staff:1', '20.000'),
    recording('2', '02.500'),
    recording('1', '00.000', { duration_s: 100 }),
    recording('3', '00.000', { status: 'joining' }),
  ]);

  it('start by the wall clock, cameras first, and leave out what cannot be played', () => {
    expect(tracks.map(({ recording: { source }, startS }) => [source, startS])).toEqual([['1', 0], ['2', 2.5], ['staff:1', 20]]);
  });

  it('last as long as the one that ends last', () => {
    expect(lengthOf(tracks)).toBe(100);
    expect(lengthOf([])).toBe(0);
  });

  it.each([
    ['in step', 12.5, 10.1, { kind: 'none' }],
    ['late by more than the tolerance', 12.5, 9.5, { kind: 'seek', toS: 10 }],
    ['before its start', 1, 0, { kind: 'idle' }],
    ['after its end', 63, 60, { kind: 'idle' }],
  ])('%s', (_, nowS, playerS, want) => {
    expect(correctionOf(tracks[1]!, nowS, playerS)).toEqual(want);
  });
});
