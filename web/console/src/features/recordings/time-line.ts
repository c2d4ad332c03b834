import type { Recording } from '@shared/model';

/** One recording on the time line of its sitting, in seconds from the first one's start. */
export interface Track {
  recording: Recording;
  url: string;
  startS: number;
  endS: number;
}

/** The playable recordings by the wall clock of their starts; the cameras first, in their order. */
export function tracksOf(recordings: readonly Recording[]): Track[] {
  const ready = recordings.flatMap((recording) =>
    recording.status === 'ready' && recording.url !== undefined ? [{ recording, url: recording.url }] : [],
  );
  const zeroMs = Math.min(...ready.map(({ recording }) => Date.parse(recording.started_at)));
  return ready
    .map(({ recording, url }) => {
      const startS = (Date.parse(recording.started_at) - zeroMs) / 1000;
      return { recording, url, startS, endS: startS + recording.duration_s };
    })
    .sort((a, b) => placeOf(a.recording.source) - placeOf(b.recording.source));
}

function placeOf(source: string): number {
  return source === '1' ? 1 : source === '2' ? 2 : 3;
}

export function lengthOf(tracks: readonly Track[]): number {
  return Math.max(0, ...tracks.map(({ endS }) => endS));
}

/** How far a file may run from the time line before it is put right, in seconds. */
export const TOLERANCE_S = 0.2;

/** What a player must do to be in step with the time line. */
export type Correction =
  | { kind: 'none' }
  /** Outside its own recording: nothing to show. */
  | { kind: 'idle' }
  | { kind: 'seek'; toS: number };

export function correctionOf(track: Track, nowS: number, playerS: number): Correction {
  if (nowS < track.startS || nowS > track.endS) return { kind: 'idle' };
  const wantedS = nowS - track.startS;
  return Math.abs(wantedS - playerS) > TOLERANCE_S ? { kind: 'seek', toS: wantedS } : { kind: 'none' };
}
