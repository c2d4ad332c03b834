import { Store } from '@shared/media';
import { correctionOf, lengthOf, type Track } from './time-line';

export interface PlayerState {
  nowS: number;
  playing: boolean;
  rate: number;
}

/** How often the players are compared with the time line, in ms. */
const BEAT_MS = 100;

/**
 * Several files played as one: its own clock runs the time line, and each
 * file that strays is put right. A file that has to load holds all the others.
 */
export class Player {
  readonly store = new Store<PlayerState>({ nowS: 0, playing: false, rate: 1 });
  readonly #tracks: readonly Track[];
  readonly #elements = new Map<string, HTMLMediaElement>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #beatMs = 0;

  constructor(tracks: readonly Track[]) {
    this.#tracks = tracks;
  }

  /** Takes the element that plays a recording; the returned function gives it back. */
  join(recordingId: string, element: HTMLMediaElement): () => void {
    this.#elements.set(recordingId, element);
    this.#align();
    return () => this.#elements.delete(recordingId);
  }

  play(): void {
    const { nowS } = this.store.value;
    this.#change({ playing: true, nowS: nowS >= lengthOf(this.#tracks) ? 0 : nowS });
    this.#beatMs = performance.now();
    this.#timer ??= setInterval(() => this.#beat(), BEAT_MS);
    this.#align();
  }

  pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#change({ playing: false });
    this.#align();
  }

  seek(toS: number): void {
    this.#change({ nowS: Math.min(Math.max(0, toS), lengthOf(this.#tracks)) });
    this.#align();
  }

  setRate(rate: number): void {
    this.#change({ rate });
    this.#align();
  }

  #beat(): void {
    const ms = performance.now();
    const passedS = ((ms - this.#beatMs) / 1000) * this.store.value.rate;
    this.#beatMs = ms;
    if (this.#loading()) return; // all wait for the one that loads
    const nowS = this.store.value.nowS + passedS;
    this.#change({ nowS: Math.min(nowS, lengthOf(this.#tracks)) });
    if (nowS >= lengthOf(this.#tracks)) this.pause();
    else this.#align();
  }

  /** True while a file that belongs to this moment has no data for it. */
  #loading(): boolean {
    const { nowS } = this.store.value;
    return this.#tracks.some(({ recording, startS, endS }) => {
      const element = this.#elements.get(recording.id);
      const due = nowS >= startS && nowS < endS - 0.3;
      return due && element !== undefined && element.error === null && (element.seeking || element.readyState < 3);
    });
  }

  #align(): void {
    const { nowS, playing, rate } = this.store.value;
    for (const track of this.#tracks) {
      const element = this.#elements.get(track.recording.id);
      if (element === undefined) continue;
      const correction = correctionOf(track, nowS, element.currentTime);
      if (correction.kind === 'seek' && !element.seeking) element.currentTime = correction.toS;
      element.playbackRate = rate;
      if (correction.kind === 'idle' || !playing) element.pause();
      else if (element.paused) void element.play().catch(() => undefined);
    }
  }

  #change(part: Partial<PlayerState>): void {
    this.store.set({ ...this.store.value, ...part });
  }
}
