import { api } from '@shared/api/client';
import { clockOffset, serverNowMs } from '@shared/clock';
import { Store, trackOf, type LocalMediaState } from '@shared/media';
import type { Position } from '@shared/model';
import { SeriesJournal } from './journal';
import { formatFor, FrameWatch, SeriesRecorder, SLICE_MS } from './series-recorder';
import { SeriesUpload, tracksOf, type Tracks } from './series-upload';
import type { Series, SliceStore } from './slices';
import type { Problem, RecorderState, Take, VideoState } from './types';
import { alarmOf, isWarning, problemOf, type Alarm } from './watch';

/** How often the device looks at itself, in ms; an alarm is due within 3 s. */
const LOOK_MS = 300;
/** How often it reports to the server though nothing changed, in ms: the other phone must hear of its silence within 3 s. */
const REPORT_MS = { recording: 1_000, otherwise: 2_000 } as const;
/** A recorder that fails is begun anew so often at most, in ms. */
const AGAIN_MS = 1_000;
const ESTIMATE_MS = 4_000;
/** What was settled so long ago is removed from the device, in ms. */
const OLD_MS = 24 * 3_600_000;

/** How a device stands in a video exam. */
export interface KeeperState {
  recorder: RecorderState;
  problem: Problem | '';
  alarm: Alarm | undefined;
  /** Of all takes that are not discarded: what the device has, and what the server has not said it has. */
  bytes: number;
  unsentBytes: number;
  storageFreeBytes: number | undefined;
  /** True once every series of the device that counts is verified. */
  settled: boolean;
}

interface Kept {
  journal: SeriesJournal;
  upload: SeriesUpload;
}

interface Running extends Kept {
  recorder: SeriesRecorder;
  frames: FrameWatch;
  tracks: readonly MediaStreamTrack[];
}

/** A part of a take that this device has itself. */
export interface OwnPart {
  blob: Blob;
  firstAtMs: number;
  lastAtMs: number;
}

/**
 * Records this device's camera while the sitting's take is recorded, keeps every slice
 * in the journal, sends it, watches over all of it and reports to the server. It begins
 * a new series by itself whenever it can after a stop.
 */
export class TakeKeeper {
  readonly store = new Store<KeeperState>({ recorder: 'idle', problem: '', alarm: undefined, bytes: 0, unsentBytes: 0, storageFreeBytes: undefined, settled: false });
  #kept: Kept[] = [];
  #running: Running | undefined;
  #video: VideoState | undefined;
  #local: LocalMediaState | undefined;
  #opened = false;
  #failed = false;
  /** What broke the run before this one, until this one has given its first slice. */
  #broke: Problem | '' = '';
  #refused = false;
  #begunAt = 0;
  #lastSlice = 0;
  #owedSince = 0;
  #reported = '';
  #reportedAt = 0;
  #close: (() => void)[] = [];
  readonly #tracks: Tracks;

  constructor(
    private readonly sittingId: string,
    private readonly position: Position,
    private readonly slices: SliceStore,
  ) {
    this.#tracks = tracksOf(sittingId);
  }

  /** Goes on with what an earlier page left; the returned function ends all. */
  open(): () => void {
    void this.#takeOver();
    const timer = setInterval(() => this.#look(), LOOK_MS);
    const estimate = setInterval(() => void this.#estimate(), ESTIMATE_MS);
    void this.#estimate();
    void navigator.storage?.persist?.().catch(() => false);
    const seen = () => {
      this.#look();
      this.#report(true);
    };
    const online = () => this.#kept.forEach(({ upload }) => upload.hurry());
    document.addEventListener('visibilitychange', seen);
    addEventListener('online', online);
    this.#close = [
      () => clearInterval(timer),
      () => clearInterval(estimate),
      () => document.removeEventListener('visibilitychange', seen),
      () => removeEventListener('online', online),
    ];
    return () => {
      this.#close.forEach((close) => close());
      this.#stop();
      this.#kept.forEach(({ upload }) => upload.stop());
    };
  }

  /** The server's record and the device's camera decide what is to be done. */
  follow(video: VideoState | undefined, local: LocalMediaState): void {
    this.#video = video;
    this.#local = local;
    this.#look();
  }

  /** Ends the run of the recorder at once and begins another as soon as the camera is there. */
  again(): void {
    this.#stop();
    this.#failed = false;
    this.#begunAt = 0;
    this.#look();
  }

  /** What this device has of a take, in order. */
  parts(takeId: string): OwnPart[] {
    return this.#kept
      .map(({ journal }) => journal)
      .filter(({ series }) => series.takeId === takeId && series.bytes > 0 && series.firstAtMs !== undefined)
      .map((journal) => ({ blob: journal.file(), firstAtMs: journal.series.firstAtMs ?? 0, lastAtMs: journal.series.lastAtMs ?? 0 }));
  }

  async #takeOver(): Promise<void> {
    const all = await this.slices.all().catch(() => []);
    for (const series of all.sort((a, b) => a.order - b.order)) {
      if (series.sittingId === this.sittingId && series.position === this.position) this.#add(await SeriesJournal.resume(series, this.slices));
      else if ((series.verified === true || series.refused !== undefined) && serverNowMs() - (series.lastAtMs ?? 0) > OLD_MS) await this.slices.remove(series.id);
    }
    this.#opened = true;
    this.#look();
  }

  #add(journal: SeriesJournal): Kept {
    const upload = new SeriesUpload(journal, this.#tracks, () => this.#tell());
    const kept = { journal, upload };
    this.#kept.push(kept);
    void upload.run();
    return kept;
  }

  #look(): void {
    const take = this.#video?.take ?? undefined;
    if (this.#opened && take?.state === 'recording') this.#record(take);
    else this.#stop();
    this.#tidy();
    this.#tell();
    this.#report(false);
  }

  /** Sees to it that the camera as it is now is being recorded. */
  #record(take: Take): void {
    const tracks = this.#liveTracks();
    const running = this.#running;
    if (running !== undefined && tracks.length > 0 && tracks.some((track) => !running.tracks.includes(track))) this.#stop();
    if (this.#running !== undefined || tracks.length === 0) return;
    const now = performance.now();
    if (now - this.#begunAt < AGAIN_MS) return;
    this.#begunAt = now;
    this.#begin(take, tracks);
  }

  /** The camera's track, and the microphone's with it unless there is none to be had. */
  #liveTracks(): MediaStreamTrack[] {
    if (this.#local === undefined) return [];
    const camera = trackOf(this.#local.camera);
    const sound = trackOf(this.#local.microphone);
    if (camera === undefined || camera.readyState === 'ended' || this.#local.microphone.state === 'asking') return [];
    return sound === undefined || sound.readyState === 'ended' ? [camera] : [camera, sound];
  }

  #begin(take: Take, tracks: MediaStreamTrack[]): void {
    const mime = formatFor(tracks.length > 1, (one) => MediaRecorder.isTypeSupported(one));
    if (mime === undefined || tracks[0] === undefined) {
      this.#failed = true;
      return;
    }
    const order = 1 + this.#kept.filter(({ journal }) => journal.series.takeId === take.id).length;
    const series: Series = { id: crypto.randomUUID(), sittingId: this.sittingId, takeId: take.id, position: this.position, order, mime, bytes: 0, slices: 0, ended: false };
    const journal = new SeriesJournal(series, this.slices, (full) => (this.#refused = full));
    const frames = new FrameWatch(tracks[0]);
    try {
      const recorder = new SeriesRecorder(tracks, mime, frames, {
        onFirst: (at) => void journal.change({ firstAtMs: at }),
        onSlice: (blob, at) => {
          this.#lastSlice = performance.now();
          void journal.append(blob, at);
        },
        onEnd: (asked) => {
          frames.close();
          if (this.#running?.journal === journal) this.#running = undefined;
          if (!asked) {
            this.#failed = true;
            this.#broke = 'recorder_error'; // said even where the next run begins at once: a piece of the take is missing
          }
          void journal.end();
          this.#look();
        },
      });
      this.#lastSlice = performance.now() + SLICE_MS; // the first one takes longer
      this.#running = { ...this.#add(journal), recorder, frames, tracks };
      this.#failed = false;
      performance.mark('video.series', { detail: { order } });
    } catch {
      frames.close();
      this.#failed = true;
    }
  }

  #stop(): void {
    const running = this.#running;
    this.#running = undefined;
    running?.recorder.stop();
  }

  /** Takes that she has discarded, and what the server has for good, need not lie here. */
  #tidy(): void {
    const states = new Map((this.#video?.takes ?? []).map(({ id, state }) => [id, state]));
    for (const kept of this.#kept) {
      const { series } = kept.journal;
      const state = states.get(series.takeId);
      const settled = series.verified === true || series.refused !== undefined;
      if (state !== 'discarded' && !(state === 'final' && settled)) continue;
      this.#kept = this.#kept.filter((one) => one !== kept);
      kept.upload.stop();
      void kept.journal.drop();
    }
  }

  #tell(): void {
    const owed = this.#kept.filter(({ journal }) => journal.series.verified !== true && journal.series.refused === undefined);
    const unsentBytes = owed.reduce((sum, { journal, upload }) => sum + Math.max(0, journal.bytes - upload.progress.sentBytes), 0);
    if (unsentBytes === 0) this.#owedSince = Date.now();
    const problem = this.#latched(this.#problem(unsentBytes));
    const take = this.#video?.take ?? undefined;
    const next: KeeperState = {
      recorder: this.#running !== undefined ? (problem === 'recorder_error' ? 'error' : 'recording') : this.#failed ? 'error' : this.#liveTracks().length > 0 ? 'ready' : 'idle',
      problem,
      alarm: take?.state === 'recording' ? alarmOf(problem, this.position, this.#video?.devices ?? [], this.#needsOther(take)) : undefined,
      bytes: this.#kept.reduce((sum, { journal }) => sum + journal.bytes, 0),
      unsentBytes,
      storageFreeBytes: this.store.value.storageFreeBytes,
      settled: owed.length === 0,
    };
    if (JSON.stringify(next) !== JSON.stringify(this.store.value)) this.store.set(next);
  }

  /** Whether the other camera must be there: by the rule, or since it took part in this take. */
  #needsOther(take: Take): boolean {
    if (this.#video?.rule.second_camera === 'required') return true;
    return take.tracks.some(({ position, segments }) => position !== this.position && segments.length > 0);
  }

  /** A stop stays a stop, under its own name, until the next run has given a slice. */
  #latched(problem: Problem | ''): Problem | '' {
    if (this.#video?.take?.state !== 'recording') this.#broke = '';
    else if (problem !== '' && !isWarning(problem)) {
      if (this.#broke === '' || problem !== 'recorder_error') this.#broke = problem;
    } else if ((this.#running?.journal.bytes ?? 0) > 0) this.#broke = '';
    return this.#broke === '' ? problem : this.#broke;
  }

  #problem(unsentBytes: number): Problem | '' {
    const local = this.#local;
    const ended = local === undefined || lost(local.camera) || (local.microphone.state !== 'off' && lost(local.microphone));
    const running = this.#running;
    const sent = Math.max(0, ...this.#kept.map(({ upload }) => upload.progress.movedAtMs));
    return problemOf({
      nowMs: performance.now(),
      recording: this.#opened && this.#video?.take?.state === 'recording',
      trackEnded: ended,
      trackMuted: running?.tracks.some((track) => track.muted) ?? false,
      pageHidden: document.visibilityState === 'hidden',
      recorderFailed: this.#failed,
      lastSliceMs: this.#lastSlice,
      lastFrameMs: running?.frames.lastAt ?? performance.now(),
      storageFreeBytes: this.store.value.storageFreeBytes,
      storageRefused: this.#refused,
      unsentBytes,
      lastSentMs: sent - performance.timeOrigin,
      owedSinceMs: this.#owedSince - performance.timeOrigin,
    });
  }

  async #estimate(): Promise<void> {
    const { quota, usage } = (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {};
    if (quota !== undefined && usage !== undefined) this.store.set({ ...this.store.value, storageFreeBytes: Math.max(0, quota - usage) });
  }

  /** Tells the server at once what changed, and every 2 s that the device lives. */
  #report(now: boolean): void {
    if (this.#video === undefined || !this.#opened) return;
    const { recorder, problem, alarm, unsentBytes, storageFreeBytes } = this.store.value;
    const said = problem !== '' ? problem : alarm?.problem === 'gone' ? 'peer_gone' : '';
    const clock = clockOffset();
    const words = `${recorder} ${said} ${unsentBytes > 0} ${clock !== undefined}`;
    const every = REPORT_MS[this.#video.take?.state === 'recording' ? 'recording' : 'otherwise'];
    if (!now && words === this.#reported && Date.now() - this.#reportedAt < every) return;
    [this.#reported, this.#reportedAt] = [words, Date.now()];
    const body = {
      recorder,
      problem: said,
      unsent_bytes: unsentBytes,
      storage_free_bytes: storageFreeBytes === undefined ? null : Math.round(storageFreeBytes),
      clock_offset_ms: clock === undefined ? null : Math.round(clock.offsetMs),
      clock_error_ms: clock === undefined ? null : Math.ceil(clock.errorMs),
      ...(this.#running?.journal.series.segmentId !== undefined && { segment_id: this.#running.journal.series.segmentId }),
    };
    const options = { timeoutMs: 4_000, keepalive: document.visibilityState === 'hidden' };
    void api.post(`/api/sittings/${this.sittingId}/video/report`, body, options).catch(() => {
      this.#reported = ''; // said again at the next look, so that it is heard as soon as the line is back
    });
  }
}

const lost = (capture: LocalMediaState['camera']) => capture.state !== 'live' || capture.track.readyState === 'ended';
