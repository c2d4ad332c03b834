import { useCallback, useSyncExternalStore } from 'react';
import type { Memory } from './view';

const nothing: Memory = { position: 0, ready: false };
const watchers = new Set<() => void>();
const cache = new Map<string, Memory>();

/** What this browser remembers of a sitting; survives reloads and restarts. */
export function recall(sittingId: string): Memory {
  let memory = cache.get(sittingId);
  if (memory === undefined) {
    memory = parse(localStorage.getItem(keyOf(sittingId)));
    cache.set(sittingId, memory);
  }
  return memory;
}

export function remember(sittingId: string, part: Partial<Memory>): void {
  const before = recall(sittingId);
  const next = { ...before, ...part };
  if (next.position === before.position && next.ready === before.ready) return;
  cache.set(sittingId, next);
  localStorage.setItem(keyOf(sittingId), JSON.stringify(next));
  watchers.forEach((watch) => watch());
}

export function useMemory(sittingId: string): Memory {
  const read = useCallback(() => recall(sittingId), [sittingId]);
  return useSyncExternalStore(watch, read);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function keyOf(sittingId: string): string {
  return `kaochang.sitting.${sittingId}`;
}

function parse(text: string | null): Memory {
  try {
    const read = JSON.parse(text ?? '') as Partial<Memory>;
    const position = read.position === 1 || read.position === 2 ? read.position : 0;
    return { position, ready: read.ready === true };
  } catch {
    return nothing;
  }
}
