import { lazy, type FunctionComponent, type LazyExoticComponent } from 'react';

/** Waits before the tries to fetch a screen's code, in ms: half a minute in all, as long as a server takes to come back. */
export const WAITS_MS: readonly number[] = [500, 1_000, 2_000, 4_000, 8_000, 15_000];

/**
 * React's lazy for a line that may be cut: the code of a screen is asked for
 * again until it is there, and only then the failure is told.
 */
export function lazyPage<P extends object>(
  load: () => Promise<{ default: FunctionComponent<P> }>,
): LazyExoticComponent<FunctionComponent<P>> {
  return lazy(() => again(load, WAITS_MS));
}

/** Calls `load` until it succeeds, after each wait once more; the last failure is thrown. */
export async function again<T>(load: () => Promise<T>, waitsMs: readonly number[]): Promise<T> {
  for (const waitMs of waitsMs) {
    try {
      return await load();
    } catch {
      await new Promise((next) => setTimeout(next, waitMs));
    }
  }
  return load();
}
