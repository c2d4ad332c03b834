import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { isApiError } from '@shared/api/client';
import { sendKept } from '@shared/kept-upload';
import { Pace } from '@shared/pace';
import { askTicket } from '@shared/upload';

/**
 * Files on their way to the school. A file is kept on the device until the server
 * has taken or refused it, so that a cut line, a reload or a dead battery cost
 * nothing: what was under way goes on where it stood when the page opens again.
 */

export interface Outgoing {
  id: string;
  enrolmentId: string;
  requirementId: string;
  name: string;
  type: string;
  file: Blob;
  ticket?: string;
}

export interface Progress {
  id: string;
  requirementId: string;
  name: string;
  /** What the server has, 0 to 1. */
  share: number;
  /** Waiting for the line; it goes on by itself. */
  waiting: boolean;
  /** Why it was refused; it is kept no longer. */
  error?: unknown;
}

interface Shelf extends DBSchema {
  outgoing: { key: string; value: Outgoing; indexes: { enrolment: string } };
}

let shelf: Promise<IDBPDatabase<Shelf>> | undefined;

function open(): Promise<IDBPDatabase<Shelf>> {
  shelf ??= openDB<Shelf>('kaochang-materials', 1, {
    upgrade: (db) => db.createObjectStore('outgoing', { keyPath: 'id' }).createIndex('enrolment', 'enrolmentId'),
  });
  return shelf;
}

/** Where the line is tried again, in ms. */
const AGAIN_MS = 3_000;

/** The files of one enrolment on their way; `onChange` hears every step, `onTaken` when the server has one. */
export class Keeper {
  private readonly progress = new Map<string, Progress>();
  private closed = false;
  private readonly pace = new Pace();

  constructor(
    private readonly enrolmentId: string,
    private readonly onChange: (list: Progress[]) => void,
    private readonly onTaken: () => void,
  ) {}

  /** Goes on with what an earlier page had begun. */
  async resume(): Promise<void> {
    const db = await open();
    for (const one of await db.getAllFromIndex('outgoing', 'enrolment', this.enrolmentId)) void this.run(one);
  }

  /** Keeps a file and sends it. */
  async send(requirementId: string, file: File): Promise<void> {
    const one: Outgoing = {
      id: crypto.randomUUID(),
      enrolmentId: this.enrolmentId,
      requirementId,
      name: file.name,
      type: typeOf(file),
      file,
    };
    await (await open()).put('outgoing', one);
    void this.run(one);
  }

  /** Forgets a refused file's line, or gives one up that is under way. */
  async forget(id: string): Promise<void> {
    this.progress.delete(id);
    await (await open()).delete('outgoing', id);
    this.tell();
  }

  close(): void {
    this.closed = true;
  }

  private tell(): void {
    if (!this.closed) this.onChange([...this.progress.values()]);
  }

  private set(one: Outgoing, change: Partial<Progress>): void {
    const before = this.progress.get(one.id) ?? { id: one.id, requirementId: one.requirementId, name: one.name, share: 0, waiting: false };
    this.progress.set(one.id, { ...before, ...change });
    this.tell();
  }

  private async run(one: Outgoing): Promise<void> {
    this.set(one, {});
    while (!this.closed && this.progress.has(one.id)) {
      try {
        await this.once(one);
        this.progress.delete(one.id);
        await (await open()).delete('outgoing', one.id);
        this.tell();
        if (!this.closed) this.onTaken();
        return;
      } catch (error) {
        if (this.closed) return; // the page that came after this one goes on with it
        if (!isApiError(error) || !error.passing) {
          await (await open()).delete('outgoing', one.id);
          this.set(one, { error });
          return;
        }
        this.set(one, { waiting: true });
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  }

  private async once(one: Outgoing): Promise<void> {
    const db = await open();
    const again = one.ticket !== undefined;
    if (one.ticket === undefined) {
      const owner = `${one.enrolmentId}/${one.requirementId}`;
      const { ticket } = await askTicket({ purpose: 'material', ownerId: owner, name: one.name, size: one.file.size, type: one.type });
      one.ticket = ticket;
      if (this.progress.has(one.id)) await db.put('outgoing', one);
    }
    await sendKept({
      file: one.file,
      ticket: one.ticket,
      again,
      pace: this.pace,
      onProgress: (share) => {
        if (this.progress.has(one.id)) this.set(one, { share, waiting: false });
      },
    });
  }
}

/** The media type of a file; some phones do not name that of their films. */
export function typeOf(file: { name: string; type: string }): string {
  if (file.type !== '') return file.type;
  const [, ending] = /\.(\w+)$/.exec(file.name.toLowerCase()) ?? [];
  const known: Record<string, string> = { mp4: 'video/mp4', m4v: 'video/mp4', mov: 'video/quicktime', webm: 'video/webm', pdf: 'application/pdf', jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png' };
  return known[ending ?? ''] ?? 'application/octet-stream';
}
