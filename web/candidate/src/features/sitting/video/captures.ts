/** So many pictures of a camera are laid beside a file's, at most. */
export const FITTED = 250;

/** So many pictures wait for a busy page; the camera has few to give. */
const WAITING = 4;

interface Processor {
  readonly readable: ReadableStream<VideoFrame>;
}
type Processors = { MediaStreamTrackProcessor?: new (init: { track: MediaStreamTrack; maxBufferSize: number }) => Processor };

/**
 * When a camera took its first pictures from now on, on the page's clock, in ms. The
 * pictures come with their own clock; since none can come before it is taken, the one
 * that came soonest tells how the two clocks lie to one another, to within the few
 * milliseconds that it took. Where the browser gives no pictures, `see` is told them.
 */
export class Captures {
  readonly #seen: number[] = [];
  readonly #stamps: number[] = [];
  #soonest = Infinity;
  #reader: ReadableStreamDefaultReader<VideoFrame> | undefined;
  #own: MediaStreamTrack | undefined;

  constructor(track: MediaStreamTrack) {
    const Given = (globalThis as Processors).MediaStreamTrackProcessor;
    if (Given === undefined) return;
    this.#own = track.clone();
    this.#reader = new Given({ track: this.#own, maxBufferSize: WAITING }).readable.getReader();
    void this.#read(this.#reader).catch(() => undefined);
  }

  get times(): readonly number[] {
    return this.#stamps.length === 0 ? this.#seen : this.#stamps.map((stamp) => stamp + this.#soonest);
  }

  /** A picture that was shown, and when it had been taken. */
  see(at: number): void {
    if (this.#seen.length < FITTED) this.#seen.push(at);
  }

  close(): void {
    this.#own?.stop();
    void this.#reader?.cancel().catch(() => undefined);
    this.#reader = undefined;
  }

  async #read(reader: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
    while (this.#stamps.length < FITTED) {
      const { value, done } = await reader.read();
      if (done) return;
      const stamp = value.timestamp / 1000;
      value.close();
      this.#stamps.push(stamp);
      this.#soonest = Math.min(this.#soonest, performance.now() - stamp);
    }
    this.close();
  }
}
