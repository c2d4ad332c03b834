import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SeriesJournal, whole } from './journal';
import type { Series, Slice, SliceStore } from './slices';

/** Keeps what it is given, as a medium with so much room does. */
class MemoryStore implements SliceStore {
  series = new Map<string, Series>();
  kept: Slice[] = [];
  constructor(public room = Infinity) {}
  all = () => Promise.resolve([...this.series.values()]);
  putSeries = (series: Series) => Promise.resolve(void this.series.set(series.id, { ...series }));
  putSlice = (series: Series, slice: Slice) => {
    if (slice.blob.size > this.room) return Promise.reject(new DOMException('full', 'QuotaExceededError'));
    this.room -= slice.blob.size;
    this.kept.push(slice);
    return this.putSeries(series);
  };
  slices = (id: string) => Promise.resolve(this.kept.filter((one) => one.seriesId === id));
  remove = (id: string) => {
    this.series.delete(id);
    this.kept = this.kept.filter((one) => one.seriesId !== id);
    return Promise.resolve();
  };
}

const begun = (): Series => ({ id: 's', sittingId: 'a', takeId: 't', position: 1, order: 1, mime: 'video/webm;codecs=vp8,opus', bytes: 0, slices: 0, ended: false });
const text = async (blob: Blob | null) => (blob === null ? null : blob.text());
const hashOf = (words: string) => createHash('sha256').update(words).digest('hex');

describe('the journal of a series', () => {
  it('reads across slices, and waits for one that is to come', async () => {
    const journal = new SeriesJournal(begun(), new MemoryStore());
    await journal.append(new Blob(['abc']), 1000);
    await journal.append(new Blob(['defg']), 2000);
    const middle = await journal.read(1, 4);
    expect([await text(middle.blob), middle.done]).toEqual(['bcde', false]);
    const later = journal.read(7, 100);
    await journal.append(new Blob(['h']), 3000);
    expect(await text((await later).blob)).toBe('h');
    const last = journal.read(8, 100);
    await journal.end();
    expect(await last).toEqual({ blob: null, done: true });
    expect((await journal.read(5, 100)).done, 'the last bytes say that they are the last').toBe(true);
  });

  it('tells the hash of all, whether it was there from the first slice or took over', async () => {
    const store = new MemoryStore();
    const journal = new SeriesJournal(begun(), store);
    for (const part of ['one', 'two', 'three']) await journal.append(new Blob([part]), 1);
    await journal.end();
    expect(await journal.sha256()).toBe(hashOf('onetwothree'));
    const [kept] = await store.all();
    const after = await SeriesJournal.resume(kept!, store);
    expect(await after.sha256()).toBe(hashOf('onetwothree'));
    expect([after.bytes, after.series.ended]).toEqual([11, true]);
  });

  it('takes over what a crash left: slices before the first that is missing', async () => {
    const slice = (seq: number, from: number, words: string): Slice => ({ seriesId: 's', seq, from, blob: new Blob([words]) });
    expect(whole([slice(0, 0, 'ab'), slice(2, 5, 'c')]).length).toBe(1);
    const store = new MemoryStore();
    store.kept = [slice(0, 0, 'ab'), slice(1, 2, 'cde')];
    // The record of the series is older than its slices.
    const journal = await SeriesJournal.resume({ ...begun(), bytes: 2, slices: 1 }, store);
    expect(journal.bytes).toBe(5);
    expect(await journal.file().text()).toBe('abcde');
  });

  it('keeps a slice in memory when the medium is full, says so, and goes on', async () => {
    const said: boolean[] = [];
    const store = new MemoryStore(4);
    const journal = new SeriesJournal(begun(), store, (full) => said.push(full));
    await journal.append(new Blob(['abcd']), 1);
    await journal.append(new Blob(['ef']), 2);
    expect(said).toEqual([false, true]);
    expect(await text((await journal.read(0, 100)).blob)).toBe('abcdef');
    store.room = 100;
    await journal.append(new Blob(['g']), 3);
    expect(said.at(-1)).toBe(false);
    await journal.end();
    expect(await journal.sha256()).toBe(hashOf('abcdefg'));
  });

  it('writes a slice before it lets it be read', async () => {
    const store = new MemoryStore();
    const journal = new SeriesJournal(begun(), store);
    const read = journal.read(0, 10).then(() => store.kept.length);
    await journal.append(new Blob(['a']), 1);
    expect(await read).toBe(1);
  });

  it('forgets all when it is dropped', async () => {
    const store = new MemoryStore();
    const journal = new SeriesJournal(begun(), store);
    await journal.append(new Blob(['a']), 1);
    await journal.drop();
    expect([store.kept.length, store.series.size]).toEqual([0, 0]);
  });
});
