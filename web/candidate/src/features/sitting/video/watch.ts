import type { Problem, VideoDevice } from './types';

/** No slice or no frame for so long is a stop, in ms; an alarm is due within 3 s. */
export const SILENT_MS = 2_300;
/** Bytes wait and none leaves for so long: the upload stalls, in ms; the other phone is to be loud within 3 s, too. */
export const STALLED_MS = 1_900;
/** Less room than this is a full storage, in bytes. */
export const FULL_BYTES = 20 << 20;

/** What a device sees of itself. All times are in ms on the device's own clock. */
export interface Facts {
  nowMs: number;
  recording: boolean;
  trackEnded: boolean;
  trackMuted: boolean;
  pageHidden: boolean;
  recorderFailed: boolean;
  lastSliceMs: number;
  lastFrameMs: number;
  storageFreeBytes: number | undefined;
  storageRefused: boolean;
  unsentBytes: number;
  lastSentMs: number;
  /** Since when a byte waits to be sent. */
  owedSinceMs: number;
}

/** What keeps this device from recording or sending, the gravest first; '' when nothing does. */
export function problemOf(f: Facts): Problem | '' {
  if (f.recording) {
    if (f.trackEnded) return 'track_ended';
    if (f.recorderFailed) return 'recorder_error';
    if (f.pageHidden) return 'page_hidden';
    if (f.trackMuted) return 'track_muted';
    if (f.nowMs - f.lastSliceMs > SILENT_MS || f.nowMs - f.lastFrameMs > SILENT_MS) return 'no_data';
    if (f.storageRefused || (f.storageFreeBytes !== undefined && f.storageFreeBytes < FULL_BYTES)) return 'storage_full';
  }
  if (f.unsentBytes > 0 && f.nowMs - Math.max(f.lastSentMs, f.owedSinceMs) > STALLED_MS) return 'upload_stalled';
  return '';
}

/** The recording itself goes on in spite of these: they warn, the others stop it. */
const warnings: readonly Problem[] = ['upload_stalled', 'storage_full'];

export const isWarning = (problem: Problem) => warnings.includes(problem);

/** What must be loud: of which device, and what. */
export interface Alarm {
  position: 1 | 2;
  own: boolean;
  problem: Problem;
}

/**
 * The alarm that this device shall give during a take: what stops a recording before
 * what only warns, of either its own problem before the other's, which is gone where it
 * is not heard of.
 */
export function alarmOf(own: Problem | '', position: 1 | 2, devices: readonly VideoDevice[], needed: boolean): Alarm | undefined {
  const all = [{ position, own: true, problem: own }, othersOf(position, devices, needed)].filter((one): one is Alarm => one !== undefined && one.problem !== '');
  return all.find(({ problem }) => !isWarning(problem)) ?? all[0];
}

/** What is wrong with the other camera; what it says of this one is known better here. */
function othersOf(position: 1 | 2, devices: readonly VideoDevice[], needed: boolean) {
  const other = devices.find((one) => one.position !== position);
  if (other === undefined) return undefined;
  const problem: Problem | '' = other.online ? other.problem : 'gone';
  const known = problem === 'peer_gone' || (problem === 'gone' && !needed);
  return known ? undefined : { position: other.position, own: false, problem };
}
