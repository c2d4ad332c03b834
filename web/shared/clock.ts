import { useSyncExternalStore } from 'react';
import { onAnswer } from './api/client';

/**
 * The server's clock as this browser knows it. Every answer with a
 * `server_time` gives a sample: the time lies between asking and hearing, so
 * the sample with the shortest round trip is the best one. Samples are kept
 * for a minute, so that a device whose own clock is set is right again soon.
 */

interface Sample {
  offsetMs: number;
  roundTripMs: number;
  atMs: number;
}

const KEEP_MS = 60_000;

/** The best guess of server time minus device time, from samples; 0 with none. */
export function bestOffset(samples: readonly Sample[]): number {
  return best(samples)?.offsetMs ?? 0;
}

function best(samples: readonly Sample[]): Sample | undefined {
  let quickest: Sample | undefined;
  for (const sample of samples) {
    if (quickest === undefined || sample.roundTripMs < quickest.roundTripMs) quickest = sample;
  }
  return quickest;
}

/** A sample from one answer; undefined when it names no time. */
export function sampleOf(serverTime: unknown, sentAtMs: number, receivedAtMs: number): Sample | undefined {
  if (typeof serverTime !== 'string') return undefined;
  const serverMs = Date.parse(serverTime);
  if (Number.isNaN(serverMs)) return undefined;
  return {
    offsetMs: serverMs - (sentAtMs + receivedAtMs) / 2,
    roundTripMs: receivedAtMs - sentAtMs,
    atMs: receivedAtMs,
  };
}

let samples: Sample[] = [];
let offsetMs = 0;

onAnswer(({ body, sentAtMs, receivedAtMs }) => {
  if (typeof body !== 'object' || body === null || !('server_time' in body)) return;
  const sample = sampleOf(body.server_time, sentAtMs, receivedAtMs);
  if (sample === undefined) return;
  samples = [...samples.filter((s) => sample.atMs - s.atMs < KEEP_MS && s.atMs <= sample.atMs), sample];
  offsetMs = bestOffset(samples);
});

/** Milliseconds since the epoch by the server's clock. */
export function serverNowMs(): number {
  return Date.now() + offsetMs;
}

/**
 * Server time minus device time in ms, and by how much that can be wrong at most: half
 * the shortest round trip. Undefined before the first answer.
 */
export function clockOffset(): { offsetMs: number; errorMs: number } | undefined {
  const sample = best(samples);
  return sample === undefined ? undefined : { offsetMs: sample.offsetMs, errorMs: sample.roundTripMs / 2 };
}

const beats = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function onBeat(beat: () => void): () => void {
  beats.add(beat);
  timer ??= setInterval(() => beats.forEach((b) => b()), 250);
  return () => {
    beats.delete(beat);
    if (beats.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The server's time in ms, at whole seconds; draws again once a second. */
export function useServerNow(): number {
  return useSyncExternalStore(onBeat, wholeSecondMs);
}

function wholeSecondMs(): number {
  return Math.floor(serverNowMs() / 1000) * 1000;
}

/** Seconds until an instant, rounded, never below 0; 0 for an instant that cannot be read. */
export function secondsUntil(instant: string | number, nowMs: number): number {
  const atMs = typeof instant === 'number' ? instant : Date.parse(instant);
  return Number.isNaN(atMs) ? 0 : Math.max(0, Math.round((atMs - nowMs) / 1000));
}
