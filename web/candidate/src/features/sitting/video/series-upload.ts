import { api, isApiError, type ApiError } from '@shared/api/client';
import { Pace } from '@shared/pace';
import { mustSayHowFar, uploadRefusal } from '@shared/upload';
import type { SeriesJournal } from './journal';
import type { Series } from './slices';

/** How long the line is given before it is tried again, in ms. */
const AGAIN_MS = 1_500;
/** With bytes to send and none taken for so long, the connection counts as dead and a new one is made, in ms. */
const DEAD_MS = 8_000;

/** What is asked of the server about a series. */
export interface Tracks {
  begin(series: Series): Promise<{ segmentId: string; url: string; ticket: string }>;
  complete(series: Series, sha256: string): Promise<{ verified: boolean; haveBytes: number }>;
}

/** The operations of the server's video exam. */
export function tracksOf(sittingId: string): Tracks {
  const path = (rest: string) => `/api/sittings/${sittingId}/video${rest}`;
  return {
    begin: async (series) => {
      const body = { mime: series.mime, first_at: iso(series.begunAtMs) };
      const given = await api.post<{ segment_id: string; upload: { url: string; ticket: string } }>(path(`/takes/${series.takeId}/segments`), body);
      return { segmentId: given.segment_id, url: given.upload.url, ticket: given.upload.ticket };
    },
    complete: async (series, sha256) => {
      const durationMs = Math.max(0, Math.round((series.lastAtMs ?? 0) - (series.firstAtMs ?? 0)));
      const body = { bytes: series.bytes, sha256, duration_ms: durationMs, first_at: iso(series.firstAtMs) };
      const said = await api.post<{ verified: boolean; have_bytes: number }>(path(`/segments/${series.segmentId}/complete`), body, { timeoutMs: 60_000 });
      return { verified: said.verified, haveBytes: said.have_bytes };
    },
  };
}

const iso = (ms: number | undefined) => new Date(Math.round(ms ?? 0)).toISOString();

export interface Progress {
  /** Bytes that the server has said it has. */
  sentBytes: number;
  /** When a byte last left or was taken, on this device's clock, in ms: a slow line is not a stalled one. */
  movedAtMs: number;
  /** How far bytes have left. */
  movedBytes: number;
}

/**
 * Sends one series by tus while it is being recorded, slice after slice, and goes on
 * by itself after a cut line, a reload or a killed server, until the server has
 * verified the whole or takes it no more.
 */
export class SeriesUpload {
  readonly progress: Progress = { sentBytes: 0, movedAtMs: Date.now(), movedBytes: 0 };
  readonly #pace = new Pace();
  #askedAtMs = 0;
  #over = false;
  #abort: (() => void) | undefined;
  #wake: (() => void) | undefined;

  constructor(
    private readonly journal: SeriesJournal,
    private readonly tracks: Tracks,
    private readonly onChange: () => void,
  ) {}

  /** Runs until it is done or stopped. */
  async run(): Promise<void> {
    const { series } = this.journal;
    while (!this.#over && series.verified !== true && series.refused === undefined) {
      try {
        await this.#once();
      } catch (error) {
        if (isApiError(error) && !error.passing && error.status !== 401 && error.status !== 429) {
          await this.journal.change({ refused: error.code });
        } else {
          await this.#pause();
        }
      }
    }
    this.onChange();
  }

  /** Another network is there, or a person asks: does not wait for the next try. */
  hurry(): void {
    this.#wake?.();
    this.#abort?.();
  }

  stop(): void {
    this.#over = true;
    this.hurry();
  }

  async #once(): Promise<void> {
    const { journal, tracks } = this;
    if (journal.series.ticket === undefined) {
      await journal.read(0, 1); // an empty series is none of the server's business
      if (journal.bytes === 0) return journal.change({ verified: true });
      if (journal.series.begunAtMs === undefined) await journal.change({ begunAtMs: journal.series.firstAtMs ?? 0 });
      const { segmentId, url, ticket } = await tracks.begin(journal.series);
      await journal.change({ segmentId, endpoint: url, ticket });
    }
    await this.#send();
    if (this.#over || !journal.series.ended) return;
    const { verified, haveBytes } = await tracks.complete(journal.series, await journal.sha256());
    this.#sent(haveBytes); // none, where the hash was another: then all is sent anew
    if (verified) await journal.change({ verified: true });
    else await this.#pause();
  }

  async #send(): Promise<void> {
    const { Upload } = await import('tus-js-client');
    const { journal } = this;
    const { endpoint, ticket = '', url } = journal.series;
    this.progress.movedBytes = this.progress.sentBytes; // what a dead connection had taken leaves anew
    await new Promise<void>((resolve, reject: (error: ApiError | Error) => void) => {
      const watch = setInterval(() => {
        if (journal.bytes > this.progress.sentBytes && Date.now() - Math.max(this.progress.movedAtMs, began) > DEAD_MS) settle(new Error('no byte was taken'));
      }, 1_000);
      const began = Date.now();
      const settle = (error?: Error) => {
        clearInterval(watch);
        this.#abort = undefined;
        void upload.abort().catch(() => undefined); // on success, too: tus would wait for more
        if (error === undefined) return resolve();
        this.#pace.failed();
        reject(error);
      };
      // The file of tus is the journal, which grows while it is read.
      const upload = new Upload(new Blob(), {
        endpoint: endpoint ?? null,
        uploadUrl: url ?? null,
        metadata: { ticket },
        headers: { 'X-Kaochang': '1' },
        uploadLengthDeferred: true,
        chunkSize: Infinity, // the source gives as much as the pace says
        fileReader: { openFile: () => Promise.resolve(this.#source(() => settle())) },
        retryDelays: null,
        storeFingerprintForResuming: false,
        onAfterResponse: mustSayHowFar,
        onUploadUrlAvailable: () => void journal.change({ url: upload.url ?? undefined }),
        onProgress: (left) => this.#moved(left),
        onChunkComplete: (size, accepted) => {
          this.#pace.took(size, performance.now() - this.#askedAtMs);
          this.#sent(accepted);
          if (journal.series.ended && accepted >= journal.bytes) settle();
        },
        onSuccess: () => settle(),
        onError: (error) => settle(refusal(error)),
      });
      this.#abort = () => settle(new Error('begun anew'));
      upload.start();
    });
  }

  /**
   * tus reads the journal through this: a slice is there as soon as the medium has it. It
   * is never told that it has the last one: `complete` says so, with the hash.
   */
  #source(onEnd: () => void) {
    return {
      size: null as unknown as number, // not known before the end
      slice: async (start: number) => {
        const { blob } = await this.journal.read(start, this.#pace.bytes);
        if (blob === null) {
          onEnd();
          return new Promise<never>(() => undefined);
        }
        this.#askedAtMs = performance.now();
        return { value: blob, done: false };
      },
      close: () => undefined,
    };
  }

  #moved(bytes: number): void {
    if (bytes <= this.progress.movedBytes) return;
    this.progress.movedBytes = bytes;
    this.progress.movedAtMs = Date.now();
  }

  #sent(bytes: number): void {
    this.#moved(bytes);
    this.progress.sentBytes = bytes;
    this.onChange();
  }

  #pause(): Promise<void> {
    return new Promise((next) => {
      const timer = setTimeout(next, AGAIN_MS);
      this.#wake = () => {
        clearTimeout(timer);
        next();
      };
    });
  }
}

/** A lock that a dead connection still holds, or a byte that does not follow, is asked about again. */
function refusal(error: Error): ApiError | Error {
  const said = uploadRefusal(error);
  const response = 'originalResponse' in error ? (error.originalResponse as { getStatus(): number } | null) : null;
  const status = response?.getStatus() ?? 0;
  return status === 409 || status === 423 ? error : said;
}
