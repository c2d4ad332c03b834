import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Op, OpStore } from './journal';

interface Shelf extends DBSchema {
  ops: { key: [string, number]; value: Op; indexes: { sitting: string } };
}

let shelf: Promise<IDBPDatabase<Shelf>> | undefined;

function open(): Promise<IDBPDatabase<Shelf>> {
  shelf ??= openDB<Shelf>('kaochang-answers', 1, {
    upgrade: (db) => db.createObjectStore('ops', { keyPath: ['sittingId', 'seq'] }).createIndex('sitting', 'sittingId'),
  });
  return shelf;
}

/** Operations in IndexedDB: they outlive a reload, a crash and a dead battery. */
export const opStore: OpStore = {
  all: async (sittingId) => (await open()).getAllFromIndex('ops', 'sitting', sittingId),
  put: async (op) => {
    const tx = (await open()).transaction('ops', 'readwrite', { durability: 'strict' });
    await Promise.all([tx.store.put(op), tx.done]);
  },
  remove: async (sittingId, seqs) => {
    const tx = (await open()).transaction('ops', 'readwrite');
    await Promise.all([...seqs.map((seq) => tx.store.delete([sittingId, seq])), tx.done]);
  },
};
