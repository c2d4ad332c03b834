import type { Position } from '@shared/model';

/** Why a take cannot begin, in the order in which a candidate can mend it. */
export type Hindrance =
  | 'second_camera_missing'
  | 'second_camera_not_ready'
  | 'storage_short'
  | 'clock_unknown'
  | 'reading_time'
  | 'no_tries';

/** What can stop a recording or keep it from the server; `gone` is the server's word for a silent device. */
export type Problem =
  | 'track_ended'
  | 'track_muted'
  | 'page_hidden'
  | 'recorder_error'
  | 'no_data'
  | 'storage_full'
  | 'peer_gone'
  | 'upload_stalled'
  | 'gone';

export type RecorderState = 'idle' | 'ready' | 'recording' | 'stopped' | 'error';

/** A device as the server last heard of it. */
export interface VideoDevice {
  position: Position;
  online: boolean;
  recorder: RecorderState;
  /** Absent where the browser tells none. */
  storage_free_bytes?: number | null;
  unsent_bytes: number;
  clock_offset_ms?: number | null;
  clock_error_ms?: number | null;
  problem: Problem | '';
  problem_since?: string | null;
}

export interface SegmentView {
  id: string;
  mime: string;
  first_at: string;
  bytes: number;
  have_bytes: number;
  complete: boolean;
}

export interface TrackView {
  position: Position;
  bytes: number;
  duration_ms: number;
  /** The first frame's time after the start, in ms; negative is pre-roll. */
  offset_ms: number;
  gaps: { from_ms: number; to_ms: number }[];
  joined: 'waiting' | 'ready' | 'failed';
  url?: string;
  thumb_url?: string;
  mime: string;
  segments: SegmentView[];
}

export interface Take {
  id: string;
  /** From 1. */
  number: number;
  state: 'recording' | 'preview' | 'discarded' | 'final';
  starts_at: string;
  stopped_at?: string | null;
  stop?: 'candidate' | 'proctor' | 'max_length' | 'session_end' | '';
  costs: boolean;
  broken: boolean;
  incomplete: boolean;
  skew_ms?: number | null;
  tracks: TrackView[];
}

export interface VideoRule {
  tries: number;
  min_seconds: number;
  max_seconds: number;
  reading_seconds: number;
  grace_minutes: number;
  /** A take that an interruption broke costs a try as any other. */
  broken_costs: boolean;
  second_camera: 'required' | 'optional' | 'none';
}

export interface VideoQuestion {
  number: number;
  title: string;
  body: string;
  file_url?: string;
}

/** What a video exam adds to a sitting. */
export interface VideoState {
  server_time: string;
  rule: VideoRule;
  practice: boolean;
  questions: VideoQuestion[];
  readable_until?: string | null;
  tries_left: number;
  /** When recording ends for this candidate. */
  ends_at: string;
  /** When the last take is used by the clock. */
  closes_at: string;
  can_start: boolean;
  blocked: Hindrance[];
  devices: VideoDevice[];
  take?: Take | null;
  takes: Take[];
}
