import type { LocalVideoTrack, RemoteVideoTrack } from 'livekit-client';
import type { ParticipantMetadata } from '../model';

/** Where the connection to a media room stands. */
export type RoomState =
  | { kind: 'idle' }
  | { kind: 'connecting'; attempt: number }
  | { kind: 'connected' }
  /** The line was lost and livekit-client mends it, without publishing anew. */
  | { kind: 'reconnecting' }
  /** Nothing could be mended: from the start again, with a new token. */
  | { kind: 'retrying'; attempt: number; code: string }
  /** A rule says no; asked again only when the page asks. */
  | { kind: 'refused'; code: string }
  | { kind: 'closed' };

/** Somebody else in the room. */
export interface RemoteView {
  identity: string;
  name: string;
  role: ParticipantMetadata['role'];
  position?: 1 | 2;
  camera?: RemoteVideoTrack;
  /** False while the camera is off or was never on. */
  cameraOn: boolean;
  microphoneOn: boolean;
  speaking: boolean;
  quality: 'good' | 'poor' | 'lost' | 'unknown';
}

export interface RoomSnapshot {
  state: RoomState;
  others: readonly RemoteView[];
  /** True when the browser waits for a tap before it plays sound. */
  soundBlocked: boolean;
  /** True once our own camera is on its way to the room. */
  publishing: boolean;
}

export type VideoSource = MediaStreamTrack | RemoteVideoTrack | LocalVideoTrack;

/** Milliseconds to wait before the next try: quick at first, 4 s at most, for ever. */
export function backOffMs(attempt: number): number {
  return Math.min(4000, 300 * 2 ** Math.max(0, attempt - 1));
}

/** Reads a participant's metadata; falls back on the shape of its identity. */
export function readMetadata(metadata: string | undefined, identity: string): ParticipantMetadata {
  try {
    const read: unknown = JSON.parse(metadata ?? '');
    if (typeof read === 'object' && read !== null && 'role' in read) return read as ParticipantMetadata;
  } catch {
    // older or foreign participants carry none
  }
  const [kind, , position] = identity.split(':');
  if (kind !== 'candidate') return { role: 'examiner' };
  return { role: 'candidate', position: position === '2' ? 2 : 1 };
}
