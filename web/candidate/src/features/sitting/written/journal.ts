import { isApiError } from '@shared/api/client';

/** One operation of typing: an item's whole answer at a moment. */
export interface Op {
  sittingId: string;
  seq: number;
  id: string;
  item: string;
  value: string;
  /** Milliseconds since the epoch, by the server's clock as this device knows it. */
  typedAtMs: number;
  /** The server's last operation on this item that this device knew of when it was typed; 0 for none. */
  base: number;
  /** It may be at the server already: what it says must not change any more. */
  tried: boolean;
}

/** Where operations lie on this device until the server has them. */
export interface OpStore {
  all(sittingId: string): Promise<Op[]>;
  put(op: Op): Promise<void>;
  remove(sittingId: string, seqs: readonly number[]): Promise<void>;
}

/** What the server has of an answer. */
export interface ServerSheet {
  lastSeq: number;
  answers: readonly { item: string; value: string; seq: number }[];
}

export interface ItemAnswer {
  value: string;
  /** "Saved" is said only of the server (DESIGN.md, "Answers that cannot be lost"). */
  where: 'phone' | 'server';
}

export interface JournalState {
  answers: ReadonlyMap<string, ItemAnswer>;
  /** Operations that the server has not acknowledged. */
  unsent: number;
  /** The line is away, or time stands still; typing goes on. */
  waiting: boolean;
  /** Why nothing more is sent from here, such as another page that writes. */
  stopped?: unknown;
}

export interface JournalParts {
  sittingId: string;
  store: OpStore;
  /** Sends operations; resolves with the numbers that are on the server's disk. */
  send: (ops: readonly Op[]) => Promise<readonly number[]>;
  nowMs: () => number;
  onChange: (state: JournalState) => void;
  /** Calls back later; a test says when. */
  later?: (run: () => void, ms: number) => void;
}

/** The server takes nothing for now: a pause, or a break. What is typed waits on this device. */
const stands = (error: unknown) => isApiError(error, 'conflict') && (error.extras.why === 'paused' || error.extras.why === 'on_break');

/** How long typing is gathered before it is sent, and how long until a lost line is tried again, in ms. */
export const GATHER_MS = 1_000;
export const AGAIN_MS = 2_000;
const AT_ONCE = 50;

/**
 * Writes every operation down on this device, then sends it. An answer is "on the
 * server" only when its last operation was acknowledged in this page: what a reload
 * brings back counts as unsent until then.
 */
export class AnswerJournal {
  readonly #parts: JournalParts;
  #answers = new Map<string, ItemAnswer>();
  #queue: Op[] = [];
  #known = new Map<string, number>();
  #nextSeq = 1;
  #due = false;
  #sending = false;
  #waiting = false;
  #stopped: unknown;
  #settled: (() => void)[] = [];

  constructor(parts: JournalParts) {
    this.#parts = parts;
  }

  /** Begins from what the server has and what lies on this device. */
  async start(sheet: ServerSheet): Promise<void> {
    const kept = (await this.#parts.store.all(this.#parts.sittingId)).sort((a, b) => a.seq - b.seq);
    for (const { item, value } of sheet.answers) this.#answers.set(item, { value, where: 'server' });
    this.#known = new Map(sheet.answers.map(({ item, seq }) => [item, seq]));
    for (const op of kept) {
      const has = sheet.answers.find(({ item }) => item === op.item);
      const ours = has !== undefined && kept.some(({ seq, value }) => seq === has.seq && value === has.value);
      // Another device has answered this item since, unseen from here: that stands, and
      // this is not sent over it. It stays on this device.
      if (has !== undefined && !ours && has.seq > op.base) continue;
      this.#queue.push({ ...op, tried: true });
    }
    for (const { item, value } of this.#queue) this.#answers.set(item, { value, where: 'phone' });
    this.#nextSeq = Math.max(sheet.lastSeq, ...kept.map(({ seq }) => seq)) + 1;
    this.#tell();
    this.#soon(0);
  }

  /** Writes an answer down; it is on this device when the promise resolves. */
  async type(item: string, value: string): Promise<void> {
    if (this.#stopped !== undefined) return;
    this.#answers.set(item, { value, where: 'phone' });
    let op = this.#queue.find((one) => one.item === item && !one.tried);
    if (op === undefined) {
      op = { sittingId: this.#parts.sittingId, seq: this.#nextSeq++, id: crypto.randomUUID(), item, value, typedAtMs: this.#parts.nowMs(), base: this.#known.get(item) ?? 0, tried: false };
      this.#queue.push(op);
    } else {
      op.value = value;
      op.typedAtMs = this.#parts.nowMs();
    }
    this.#tell();
    await this.#parts.store.put({ ...op });
    this.#soon(GATHER_MS);
  }

  /** Resolves when the server has everything, or nothing more can be sent. */
  flush(): Promise<void> {
    if (this.#queue.length === 0 || this.#stopped !== undefined) return Promise.resolve();
    const done = new Promise<void>((resolve) => this.#settled.push(resolve));
    this.#soon(0);
    return done;
  }

  stop(why: unknown): void {
    this.#stopped = why;
    this.#tell();
    this.#settle();
  }

  #soon(ms: number): void {
    if (ms > 0 && this.#due) return;
    this.#due = true;
    const later = this.#parts.later ?? ((run: () => void, wait: number) => void setTimeout(run, wait));
    later(() => {
      this.#due = false;
      void this.#sendNow();
    }, ms);
  }

  async #sendNow(): Promise<void> {
    if (this.#sending || this.#stopped !== undefined || this.#queue.length === 0) return;
    this.#sending = true;
    const ops = this.#queue.slice(0, AT_ONCE);
    for (const op of ops) op.tried = true;
    try {
      await Promise.all(ops.map((op) => this.#parts.store.put({ ...op })));
      await this.#acknowledged(await this.#parts.send(ops));
      this.#waiting = false;
      if (this.#queue.length > 0) this.#soon(0);
    } catch (error) {
      await this.#failed(error);
    } finally {
      this.#sending = false;
      this.#tell();
      if (this.#queue.length === 0) this.#settle();
    }
  }

  async #acknowledged(seqs: readonly number[]): Promise<void> {
    const done = new Set(seqs);
    const gone = this.#queue.filter(({ seq }) => done.has(seq));
    this.#queue = this.#queue.filter(({ seq }) => !done.has(seq));
    for (const { item, value, seq } of gone) {
      this.#known.set(item, Math.max(seq, this.#known.get(item) ?? 0));
      const shown = this.#answers.get(item);
      if (shown?.value === value && !this.#queue.some((op) => op.item === item)) this.#answers.set(item, { value, where: 'server' });
    }
    await this.#parts.store.remove(this.#parts.sittingId, seqs);
  }

  async #failed(error: unknown): Promise<void> {
    if (isApiError(error, 'conflict') && error.extras.why === 'sequence' && typeof error.extras.last_seq === 'number') {
      await this.#renumber(error.extras.last_seq);
      this.#soon(0);
      return;
    }
    if (isApiError(error) && !error.passing && !stands(error) && error.code !== 'rate_limited') {
      this.stop(error);
      return;
    }
    this.#waiting = true;
    this.#soon(AGAIN_MS);
  }

  /** Another device has used our numbers: what is unsent counts on from its last. */
  async #renumber(lastSeq: number): Promise<void> {
    const old = this.#queue.map(({ seq }) => seq);
    this.#nextSeq = Math.max(lastSeq, ...old) + 1;
    this.#queue = this.#queue.map((op) => ({ ...op, seq: this.#nextSeq++, id: crypto.randomUUID(), tried: false }));
    for (const op of this.#queue) await this.#parts.store.put({ ...op });
    await this.#parts.store.remove(this.#parts.sittingId, old);
  }

  #tell(): void {
    this.#parts.onChange({
      answers: new Map(this.#answers),
      unsent: this.#queue.length,
      waiting: this.#waiting,
      ...(this.#stopped !== undefined && { stopped: this.#stopped }),
    });
  }

  #settle(): void {
    for (const done of this.#settled.splice(0)) done();
  }
}
