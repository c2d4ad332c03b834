import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Series, Slice, SliceStore } from './slices';

interface Shelf extends DBSchema {
  series: { key: string; value: Series };
  slices: { key: [string, number]; value: Slice };
}

let shelf: Promise<IDBPDatabase<Shelf>> | undefined;

function open(): Promise<IDBPDatabase<Shelf>> {
  shelf ??= openDB<Shelf>('kaochang-takes', 1, {
    upgrade: (db) => {
      db.createObjectStore('series', { keyPath: 'id' });
      db.createObjectStore('slices', { keyPath: ['seriesId', 'seq'] });
    },
  });
  return shelf;
}

const ofSeries = (id: string) => IDBKeyRange.bound([id, 0], [id, Infinity]);

/** Slices in IndexedDB (decision 0061). */
export const sliceStore: SliceStore = {
  all: async () => (await open()).getAll('series'),
  putSeries: async (series) => {
    await (await open()).put('series', series);
  },
  putSlice: async (series, slice) => {
    const tx = (await open()).transaction(['series', 'slices'], 'readwrite', { durability: 'strict' });
    await Promise.all([tx.objectStore('slices').put(slice), tx.objectStore('series').put(series), tx.done]);
  },
  slices: async (seriesId) => (await open()).getAll('slices', ofSeries(seriesId)),
  remove: async (seriesId) => {
    const tx = (await open()).transaction(['series', 'slices'], 'readwrite');
    await Promise.all([tx.objectStore('slices').delete(ofSeries(seriesId)), tx.objectStore('series').delete(seriesId), tx.done]);
  },
};
