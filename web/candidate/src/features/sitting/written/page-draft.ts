import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { isApiError } from '@shared/api/client';
import { sendKept } from '@shared/kept-upload';
import { Pace } from '@shared/pace';
import { askTicket } from '@shared/upload';
import type { Flaw } from './quality';

/**
 * The pages of an answer on their way. Each is kept on the phone until the server has
 * it, so that a cut line, a reload or a dead battery cost nothing; the order is kept
 * with them.
 */
export interface DraftPage {
  id: string;
  /** The shelf that it lies on: the sitting, or one of its items. */
  sittingId: string;
  place: number;
  /** Absent for a page that the server showed us: it has the picture. */
  jpeg?: Blob;
  flaws: Flaw[];
  fileId?: string;
  ticket?: string;
}

/** How far a page is; `fileId` is there once the server has it. */
export interface PageProgress extends DraftPage {
  share: number;
  waiting: boolean;
  error?: unknown;
}

interface Shelf extends DBSchema {
  pages: { key: string; value: DraftPage; indexes: { sitting: string } };
}

let shelf: Promise<IDBPDatabase<Shelf>> | undefined;

function open(): Promise<IDBPDatabase<Shelf>> {
  shelf ??= openDB<Shelf>('kaochang-pages', 1, {
    upgrade: (db) => db.createObjectStore('pages', { keyPath: 'id' }).createIndex('sitting', 'sittingId'),
  });
  return shelf;
}

/** Where the line is tried again, in ms. */
const AGAIN_MS = 2_000;

/** What pages are for: those of a whole answer, or photographs of one item, which lie apart on the phone. */
export interface DraftUse {
  purpose: 'photo_page' | 'answer_photo';
  /** Where they lie on the phone. */
  shelf: string;
}

/** The draft of one sitting; `onChange` hears every step. */
export class PageDraft {
  private pages: PageProgress[] = [];
  private closed = false;
  private readonly pace = new Pace();

  constructor(
    private readonly sittingId: string,
    private readonly onChange: (pages: PageProgress[]) => void,
    private readonly use: DraftUse = { purpose: 'photo_page', shelf: sittingId },
  ) {}

  /** Goes on with what an earlier page had begun. */
  async resume(): Promise<void> {
    const kept = await (await open()).getAllFromIndex('pages', 'sitting', this.use.shelf);
    this.pages = kept.sort((a, b) => a.place - b.place).map((page) => ({ ...page, share: 0, waiting: false }));
    this.tell();
    for (const page of this.pages) void this.run(page);
  }

  /** Adds a page at the end, or in place of another. */
  async add(jpeg: Blob, flaws: Flaw[], instead?: string): Promise<void> {
    const page: PageProgress = { id: crypto.randomUUID(), sittingId: this.use.shelf, place: 0, jpeg, flaws, share: 0, waiting: false };
    const at = this.pages.findIndex(({ id }) => id === instead);
    if (at < 0) this.pages = [...this.pages, page];
    else this.pages = this.pages.with(at, page);
    if (instead !== undefined) await (await open()).delete('pages', instead);
    await this.keep();
    void this.run(page);
  }

  /** Which page of the draft is an uploaded file; undefined for none. */
  placeOf(fileId: string): string | undefined {
    return this.pages.find((page) => page.fileId === fileId)?.id;
  }

  async remove(id: string): Promise<void> {
    this.pages = this.pages.filter((page) => page.id !== id);
    await (await open()).delete('pages', id);
    await this.keep();
  }

  /** Moves a page by one place. */
  async move(id: string, by: -1 | 1): Promise<void> {
    this.pages = moved(this.pages, id, by);
    await this.keep();
  }

  /** Begins anew with pages that the server has, or with none. */
  async reset(fileIds: readonly string[] = []): Promise<void> {
    const db = await open();
    for (const page of this.pages) await db.delete('pages', page.id);
    this.pages = fileIds.map((fileId) => ({ id: crypto.randomUUID(), sittingId: this.use.shelf, place: 0, flaws: [], fileId, share: 1, waiting: false }));
    await this.keep();
  }

  close(): void {
    this.closed = true;
  }

  private tell(): void {
    if (!this.closed) this.onChange([...this.pages]);
  }

  private async keep(): Promise<void> {
    this.tell();
    const db = await open();
    for (const [place, page] of this.pages.entries()) await db.put('pages', kept({ ...page, place }));
  }

  private change(page: PageProgress, part: Partial<PageProgress>): void {
    Object.assign(page, part);
    this.pages = this.pages.map((one) => (one.id === page.id ? { ...page } : one));
    this.tell();
  }

  private has(page: PageProgress): boolean {
    return !this.closed && this.pages.some(({ id }) => id === page.id);
  }

  private async run(page: PageProgress): Promise<void> {
    while (page.fileId === undefined && this.has(page)) {
      try {
        const fileId = await this.send(page);
        if (!this.has(page)) return;
        this.change(page, { fileId, share: 1, waiting: false });
        await this.keep();
      } catch (error) {
        if (!isApiError(error) || !error.passing) {
          this.change(page, { error });
          return;
        }
        this.change(page, { waiting: true });
        await new Promise((next) => setTimeout(next, AGAIN_MS));
      }
    }
  }

  private async send(page: PageProgress): Promise<string> {
    const db = await open();
    const { jpeg } = page;
    if (jpeg === undefined) throw new Error('a page without its picture');
    const again = page.ticket !== undefined;
    if (page.ticket === undefined) {
      const { ticket } = await askTicket({ purpose: this.use.purpose, ownerId: this.sittingId, name: `${page.id}.jpg`, size: jpeg.size, type: jpeg.type });
      page.ticket = ticket;
      if (this.has(page)) await db.put('pages', kept({ ...page, place: this.pages.findIndex(({ id }) => id === page.id) }));
    }
    return sendKept({
      file: jpeg,
      ticket: page.ticket,
      again,
      pace: this.pace,
      onProgress: (share) => this.change(page, { share, waiting: false }),
    });
  }
}

/** What of a page outlives this browser's page. */
function kept({ id, sittingId, place, jpeg, flaws, fileId, ticket }: PageProgress): DraftPage {
  const page: DraftPage = { id, sittingId, place, flaws };
  return Object.assign(page, { jpeg, fileId, ticket });
}

/** A list with one page moved by a place; at the ends it stays. */
export function moved<T extends { id: string }>(pages: readonly T[], id: string, by: -1 | 1): T[] {
  const from = pages.findIndex((page) => page.id === id);
  const to = from + by;
  const next = [...pages];
  const [one, other] = [next[from], next[to]];
  if (one === undefined || other === undefined) return next;
  next[from] = other;
  next[to] = one;
  return next;
}
