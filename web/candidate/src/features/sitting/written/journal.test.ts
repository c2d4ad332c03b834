import { describe, expect, it } from 'vitest';
import { ApiError } from '@shared/api/client';
import { AnswerJournal, type JournalState, type Op, type OpStore, type ServerSheet } from './journal';

/** A device's store that outlives a page. */
class Shelf implements OpStore {
  ops = new Map<number, Op>();
  all = () => Promise.resolve([...this.ops.values()]);
  put = (op: Op) => Promise.resolve(void this.ops.set(op.seq, op));
  remove = (_: string, seqs: readonly number[]) => Promise.resolve(seqs.forEach((seq) => this.ops.delete(seq)));
}

const nothing: ServerSheet = { lastSeq: 0, answers: [] };

/** A page over a shelf: timers run when the test says so. */
function open(shelf: Shelf, send: (ops: readonly Op[]) => Promise<readonly number[]>) {
  let state: JournalState = { answers: new Map(), unsent: 0, waiting: false };
  const timers: (() => void)[] = [];
  let now = 1_000;
  const journal = new AnswerJournal({ sittingId: 's', store: shelf, send, nowMs: () => now++, onChange: (next) => (state = next), later: (run) => timers.push(run) });
  const tick = async () => {
    for (const run of timers.splice(0)) run();
    for (let i = 0; i < 20; i++) await Promise.resolve();
  };
  return { journal, tick, where: (item: string) => state.answers.get(item)?.where, value: (item: string) => state.answers.get(item)?.value, state: () => state };
}

const takes = (ops: readonly Op[]) => Promise.resolve(ops.map(({ seq }) => seq));
const noLine = () => Promise.reject(new ApiError('network', '', 0));

describe('the journal of answers', () => {
  it('writes down first and says "on the server" only after the acknowledgement', async () => {
    const shelf = new Shelf();
    const page = open(shelf, takes);
    await page.journal.start(nothing);
    await page.journal.type('1', 'A');
    expect([page.where('1'), shelf.ops.size]).toEqual(['phone', 1]);
    await page.tick();
    expect([page.where('1'), shelf.ops.size, page.state().unsent]).toEqual(['server', 0, 0]);
  });

  it('after a reload restored answers count as unsent until acknowledged', async () => {
    const shelf = new Shelf();
    const before = open(shelf, noLine);
    await before.journal.start(nothing);
    await before.journal.type('1', '写到一半');
    await before.tick();
    let answer: (seqs: readonly number[]) => void = () => undefined;
    const after = open(shelf, () => new Promise((resolve) => (answer = resolve)));
    await after.journal.start(nothing);
    expect([after.value('1'), after.where('1'), after.state().unsent]).toEqual(['写到一半', 'phone', 1]);
    await after.tick();
    expect([after.where('1'), shelf.ops.size]).toEqual(['phone', 1]); // sent, and not acknowledged
    answer([1]);
    await after.tick();
    expect([after.where('1'), shelf.ops.size]).toEqual(['server', 0]);
  });

  it('goes on while the line is away, and sends what is owed', async () => {
    const sent: Op[] = [];
    let line = false;
    const page = open(new Shelf(), (ops) => (line ? (sent.push(...ops), takes(ops)) : noLine()));
    await page.journal.start(nothing);
    for (const value of ['一', '一二', '一二三']) {
      await page.journal.type('1', value);
      await page.tick();
    }
    expect([page.state().waiting, page.where('1')]).toEqual([true, 'phone']);
    line = true;
    await page.tick();
    await page.tick();
    expect(sent.map(({ value }) => value)).toEqual(['一', '一二', '一二三']); // what was tried stays as it was
    expect(page.where('1')).toBe('server');
  });

  it('does not call an answer saved that was typed on meanwhile', async () => {
    let answer: (seqs: readonly number[]) => void = () => undefined;
    const page = open(new Shelf(), () => new Promise((resolve) => (answer = resolve)));
    await page.journal.start(nothing);
    await page.journal.type('1', 'A');
    await page.tick();
    await page.journal.type('1', 'AB');
    answer([1]);
    for (let i = 0; i < 20; i++) await Promise.resolve();
    expect([page.value('1'), page.where('1')]).toEqual(['AB', 'phone']);
  });

  it('counts on when another device has used its numbers', async () => {
    const tried: number[][] = [];
    const page = open(new Shelf(), (ops) => {
      tried.push(ops.map(({ seq }) => seq));
      return tried.length === 1 ? Promise.reject(new ApiError('conflict', '', 409, { why: 'sequence', last_seq: 7 })) : takes(ops);
    });
    await page.journal.start(nothing);
    await page.journal.type('1', 'A');
    await page.journal.type('2', 'B');
    await page.tick();
    await page.tick();
    expect(tried).toEqual([[1, 2], [8, 9]]);
    expect(page.where('2')).toBe('server');
  });

  it('does not send an old answer over a newer one of another device', async () => {
    const shelf = new Shelf();
    await shelf.put({ sittingId: 's', seq: 3, id: 'old', item: '1', value: '旧', typedAtMs: 10, base: 2, tried: true });
    const page = open(shelf, takes);
    await page.journal.start({ lastSeq: 5, answers: [{ item: '1', value: '新', seq: 5 }] });
    await page.tick();
    expect([page.value('1'), page.where('1'), shelf.ops.size]).toEqual(['新', 'server', 1]); // it stays on this device
  });

  it('sends again what the server has of us, and what was typed after it', async () => {
    const shelf = new Shelf();
    await shelf.put({ sittingId: 's', seq: 5, id: 'a', item: '1', value: '一', typedAtMs: 10, base: 3, tried: true });
    await shelf.put({ sittingId: 's', seq: 6, id: 'b', item: '1', value: '一二', typedAtMs: 20, base: 3, tried: false });
    const sent: number[] = [];
    const page = open(shelf, (ops) => (sent.push(...ops.map(({ seq }) => seq)), takes(ops)));
    await page.journal.start({ lastSeq: 5, answers: [{ item: '1', value: '一', seq: 5 }] }); // its acknowledgement was lost
    await page.tick();
    expect([sent, page.value('1'), page.where('1')]).toEqual([[5, 6], '一二', 'server']);
  });

  it('stops where another page writes, and keeps what is unsent', async () => {
    const shelf = new Shelf();
    const page = open(shelf, () => Promise.reject(new ApiError('other_writer', '', 409)));
    await page.journal.start(nothing);
    await page.journal.type('1', 'A');
    await page.tick();
    await page.journal.type('1', 'B');
    expect([(page.state().stopped as ApiError).code, shelf.ops.size, page.value('1')]).toEqual(['other_writer', 1, 'A']);
  });

  it('flushes until the server has everything', async () => {
    const page = open(new Shelf(), takes);
    await page.journal.start(nothing);
    await page.journal.type('1', 'A');
    let done = false;
    void page.journal.flush().then(() => (done = true));
    expect(done).toBe(false);
    await page.tick();
    expect(done).toBe(true);
  });
});
