import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Series, Slice, SliceStore } from './slices';

type Hash = ReturnType<typeof sha256.create>;

/**
 * The journal of one series: each slice is written to the device before it is sent,
 * and kept until the server has verified the whole. What the medium has no room for
 * stays in memory, so that the line may still save it.
 */
export class SeriesJournal {
  #slices: Slice[] = [];
  #hash: Hash = sha256.create();
  #hashed = 0;
  #queue: Promise<void> = Promise.resolve();
  #waiting = new Set<() => void>();

  constructor(
    readonly series: Series,
    private readonly store: SliceStore,
    /** Told when the medium refuses a slice, and again with false once it takes one. */
    private readonly onFull: (full: boolean) => void = () => undefined,
  ) {}

  /** The journal of a series that an earlier page began; nothing will follow, so it ends here. */
  static async resume(series: Series, store: SliceStore): Promise<SeriesJournal> {
    const journal = new SeriesJournal(series, store);
    journal.#slices = whole(await store.slices(series.id));
    const last = journal.#slices.at(-1);
    await journal.change({ ended: true, slices: journal.#slices.length, bytes: last === undefined ? 0 : last.from + last.blob.size });
    return journal;
  }

  /** Bytes that may be sent now. */
  get bytes(): number {
    return this.series.bytes;
  }

  /** Keeps a slice; whoever waits to send it hears of it after the medium has it. */
  append(blob: Blob, atMs: number): Promise<void> {
    return this.#after(async () => {
      const slice: Slice = { seriesId: this.series.id, seq: this.series.slices, from: this.series.bytes, blob };
      const next: Series = { ...this.series, bytes: slice.from + blob.size, slices: slice.seq + 1, lastAtMs: atMs };
      try {
        await this.store.putSlice(next, slice);
        this.onFull(false);
      } catch {
        this.onFull(true); // it stays in memory
      }
      Object.assign(this.series, next);
      this.#slices.push(slice);
      await this.#digest(slice);
      this.#wake();
    });
  }

  /** No slice will follow those that were appended before. */
  end(): Promise<void> {
    return this.#after(async () => {
      await this.#keep({ ended: true });
      this.#wake();
    });
  }

  /** Notes something about the series. */
  change(part: Partial<Series>): Promise<void> {
    return this.#after(() => this.#keep(part));
  }

  /**
   * Up to `most` bytes from one on, as soon as there is one; `done` when the last
   * byte of all is among them, or there is none left.
   */
  async read(from: number, most: number): Promise<{ blob: Blob | null; done: boolean }> {
    while (from >= this.series.bytes && !this.series.ended) await new Promise<void>((next) => this.#waiting.add(next));
    const to = Math.min(from + most, this.series.bytes);
    const parts: Blob[] = [];
    for (const slice of this.#slices) {
      const end = slice.from + slice.blob.size;
      if (end > from && slice.from < to) parts.push(slice.blob.slice(Math.max(0, from - slice.from), Math.min(end, to) - slice.from));
    }
    return { blob: parts.length === 0 ? null : new Blob(parts), done: this.series.ended && to >= this.series.bytes };
  }

  /** All of it as one file, to play it on this device. */
  file(): Blob {
    return new Blob(
      this.#slices.map(({ blob }) => blob),
      { type: this.series.mime.split(';')[0] ?? '' },
    );
  }

  /** SHA-256 of all, in hex; of an ended series. */
  async sha256(): Promise<string> {
    await this.#queue;
    for (const slice of this.#slices) await this.#digest(slice);
    return bytesToHex(this.#hash.clone().digest());
  }

  async drop(): Promise<void> {
    await this.#after(() => this.store.remove(this.series.id));
    this.#slices = [];
  }

  async #digest(slice: Slice): Promise<void> {
    if (slice.from !== this.#hashed) return;
    this.#hash.update(new Uint8Array(await slice.blob.arrayBuffer()));
    this.#hashed += slice.blob.size;
  }

  async #keep(part: Partial<Series>): Promise<void> {
    Object.assign(this.series, part);
    await this.store.putSeries({ ...this.series }).catch(() => this.onFull(true));
  }

  #after(next: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(next, next);
    return this.#queue;
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const next of waiting) next();
  }
}

/** The slices up to the first that is missing. */
export function whole(slices: readonly Slice[]): Slice[] {
  const kept: Slice[] = [];
  let from = 0;
  for (const slice of slices) {
    if (slice.from !== from || slice.seq !== kept.length) break;
    kept.push(slice);
    from += slice.blob.size;
  }
  return kept;
}
