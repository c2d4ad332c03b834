import { serverNowMs } from '@shared/clock';
import { BlockTimes } from './block-times';
import { Captures, FITTED } from './captures';
import { originOf } from './origin';

/** How often the recorder gives a slice, in ms: so much is lost when the device dies. */
export const SLICE_MS = 1_000;

/** The formats we can join, the best first; iOS has the last only. */
const FORMATS = ['video/webm;codecs=vp8,opus', 'video/webm;codecs=vp8', 'video/mp4;codecs=avc1.42E01E,mp4a.40.2', 'video/mp4'] as const;

/** The format for these tracks; undefined where the browser records none that we can join. */
export function formatFor(sound: boolean, offered: (mime: string) => boolean): string | undefined {
  return FORMATS.filter((mime) => sound || !/opus|mp4a/.test(mime)).find(offered);
}

const BITS = { videoBitsPerSecond: 1_500_000, audioBitsPerSecond: 64_000 } as const;

/**
 * Watches a camera's frames, for as long as it is open: when the last one came, and
 * which was the first after a moment. Browsers count no frames of a hidden page.
 */
export class FrameWatch {
  lastAt = performance.now();
  /** When the camera took its first pictures. */
  readonly captures: Captures;
  readonly #video = document.createElement('video');
  #waiting: ((at: number) => void) | undefined;
  #over = false;

  constructor(track: MediaStreamTrack) {
    this.captures = new Captures(track);
    const video = this.#video;
    video.muted = true;
    video.playsInline = true;
    video.srcObject = new MediaStream([track]);
    video.className = 'frame-watch';
    video.style.cssText = 'position:fixed;bottom:0;left:0;width:2px;height:2px;opacity:.01;pointer-events:none';
    video.setAttribute('aria-hidden', 'true');
    document.body.append(video);
    void video.play().catch(() => undefined);
    if ('requestVideoFrameCallback' in video) this.#next();
    else (video as HTMLVideoElement).addEventListener('timeupdate', () => this.#saw(performance.now()));
  }

  /** The time of the first frame taken from now on, on the page's clock, in ms. */
  first(): Promise<number> {
    return new Promise((tell) => (this.#waiting = tell));
  }

  close(): void {
    this.#over = true;
    this.captures.close();
    this.#video.srcObject = null;
    this.#video.remove();
  }

  #next(): void {
    this.#video.requestVideoFrameCallback((now, { captureTime, presentationTime }) => {
      if (this.#over) return;
      if (captureTime !== undefined) this.captures.see(captureTime);
      this.#saw(captureTime ?? Math.min(now, presentationTime));
      this.#next();
    });
  }

  #saw(at: number): void {
    this.lastAt = performance.now();
    this.#waiting?.(at);
    this.#waiting = undefined;
  }
}

export interface Heard {
  onSlice: (blob: Blob, atMs: number) => void;
  /** The server's time of the first frame, in ms since the epoch; told again when it is known better. */
  onFirst: (atMs: number) => void;
  /** The recorder ended; `asked` when we stopped it. */
  onEnd: (asked: boolean) => void;
}

/** No frame was counted for so long: the recorder's own start is taken, in ms. */
const FIRST_MS = 700;

/** One run of a MediaRecorder. */
export class SeriesRecorder {
  readonly #recorder: MediaRecorder;
  readonly #heard: Heard;
  readonly #frames: FrameWatch;
  readonly #times = new BlockTimes();
  #asked = false;
  /** The first frame's time as it was guessed, on the page's clock. */
  #guess: number | undefined;
  #read: Promise<void> = Promise.resolve();

  constructor(tracks: readonly MediaStreamTrack[], mime: string, frames: FrameWatch, heard: Heard) {
    const recorder = new MediaRecorder(new MediaStream([...tracks]), { mimeType: mime, ...BITS });
    this.#recorder = recorder;
    this.#heard = heard;
    this.#frames = frames;
    recorder.addEventListener('dataavailable', ({ data }) => {
      this.#first(performance.now() - SLICE_MS);
      if (data.size === 0) return;
      heard.onSlice(data, serverNowMs());
      if (mime.startsWith('video/webm')) this.#read = this.#read.then(() => this.#fit(data));
    });
    recorder.addEventListener('start', () => {
      const at = performance.now();
      setTimeout(() => this.#first(at), FIRST_MS);
    });
    recorder.addEventListener('error', () => this.stop(false));
    recorder.addEventListener('stop', () => heard.onEnd(this.#asked));
    void frames.first().then((at) => this.#first(at));
    recorder.start(SLICE_MS);
  }

  #first(at: number): void {
    if (this.#guess !== undefined) return;
    this.#guess = at;
    this.#tell(at);
  }

  /** Lays the file's pictures beside the camera's, and so learns when the file began. */
  async #fit(slice: Blob): Promise<void> {
    const { times } = this.#times;
    if (times.length >= FITTED) return;
    this.#times.push(new Uint8Array(await slice.arrayBuffer()));
    const origin = originOf(this.#frames.captures.times, times, this.#guess ?? 0);
    if (origin !== undefined) this.#tell(origin + (this.#times.firstMs ?? 0));
  }

  #tell(at: number): void {
    this.#heard.onFirst(serverNowMs() - (performance.now() - at));
  }

  /** Ends it; its last slice comes before `onEnd`. */
  stop(asked = true): void {
    this.#asked = asked;
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
  }
}
