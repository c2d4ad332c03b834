import { describe, expect, it } from 'vitest';
import type { Problem, VideoDevice } from './types';
import { alarmOf, problemOf, type Facts } from './watch';

const well: Facts = {
  nowMs: 100_000, recording: true, trackEnded: false, trackMuted: false, pageHidden: false, recorderFailed: false,
  lastSliceMs: 99_500, lastFrameMs: 99_950, storageFreeBytes: 1 << 30, storageRefused: false,
  unsentBytes: 0, lastSentMs: 99_000, owedSinceMs: 99_000,
};

describe('what a device sees of itself', () => {
  const table: [string, Partial<Facts>, Problem | ''][] = [
    ['all is well', {}, ''],
    ['the camera was taken away', { trackEnded: true }, 'track_ended'],
    ['a call mutes the camera', { trackMuted: true }, 'track_muted'],
    ['the page is hidden', { pageHidden: true }, 'page_hidden'],
    ['the recorder failed', { recorderFailed: true }, 'recorder_error'],
    ['no slice for more than two seconds', { lastSliceMs: 97_600 }, 'no_data'],
    ['the picture stands still though slices come', { lastFrameMs: 97_600 }, 'no_data'],
    ['the medium took no slice', { storageRefused: true }, 'storage_full'],
    ['hardly any room is left', { storageFreeBytes: 1 << 20 }, 'storage_full'],
    ['a browser that tells no room is no problem', { storageFreeBytes: undefined }, ''],
    ['bytes wait and none is taken', { unsentBytes: 5, lastSentMs: 97_000, owedSinceMs: 97_000 }, 'upload_stalled'],
    ['bytes that wait for a moment only', { unsentBytes: 5, lastSentMs: 90_000, owedSinceMs: 99_000 }, ''],
    ['outside of a take the camera is nobody’s matter', { recording: false, trackEnded: true, pageHidden: true }, ''],
    ['outside of a take the upload is', { recording: false, unsentBytes: 5, lastSentMs: 97_000, owedSinceMs: 97_000 }, 'upload_stalled'],
    ['what stops the recording goes before what slows the upload', { trackEnded: true, unsentBytes: 5, lastSentMs: 0, owedSinceMs: 0 }, 'track_ended'],
  ];
  it.each(table)('%s', (_, part, want) => {
    expect(problemOf({ ...well, ...part })).toBe(want);
  });
});

describe('the alarm of a take', () => {
  const device = (position: 1 | 2, part: Partial<VideoDevice> = {}): VideoDevice => ({
    position, online: true, recorder: 'recording', storage_free_bytes: 1e9, unsent_bytes: 0, problem: '', ...part,
  });
  it('is the own one first', () => {
    expect(alarmOf('track_ended', 1, [device(1), device(2, { problem: 'no_data' })], true)).toEqual({ position: 1, own: true, problem: 'track_ended' });
  });
  it('is loud on the other phone, too', () => {
    expect(alarmOf('', 2, [device(1, { problem: 'page_hidden' }), device(2)], true)).toEqual({ position: 1, own: false, problem: 'page_hidden' });
  });
  it('says that the other camera is gone where it must be there', () => {
    expect(alarmOf('', 1, [device(1), device(2, { online: false })], true)?.problem).toBe('gone');
    expect(alarmOf('', 1, [device(1), device(2, { online: false })], false)).toBeUndefined();
  });
  it('does not answer the other’s "you are gone" with an alarm about it', () => {
    expect(alarmOf('', 1, [device(1), device(2, { problem: 'peer_gone' })], true)).toBeUndefined();
  });
  it('tells of the other’s full storage and stalled upload, too', () => {
    for (const problem of ['storage_full', 'upload_stalled'] as const) {
      expect(alarmOf('', 1, [device(1), device(2, { problem })], true)).toEqual({ position: 2, own: false, problem });
      expect(alarmOf('track_muted', 1, [device(1), device(2, { problem })], true)).toEqual({ position: 1, own: true, problem: 'track_muted' });
    }
    expect(alarmOf('upload_stalled', 1, [device(1), device(2, { problem: 'storage_full' })], true)).toEqual({ position: 1, own: true, problem: 'upload_stalled' });
  });
  it('tells the other’s stop before the own upload', () => {
    expect(alarmOf('upload_stalled', 1, [device(1), device(2, { problem: 'no_data' })], true)).toEqual({ position: 2, own: false, problem: 'no_data' });
    expect(alarmOf('upload_stalled', 1, [device(1), device(2)], true)).toEqual({ position: 1, own: true, problem: 'upload_stalled' });
  });
});
