import { api } from '@shared/api/client';
import type { Measured } from '@shared/device-check';
import { checkPath } from '../requests';

type Network = NonNullable<Measured['network']>;
type Events = NonNullable<Measured['events']>;

const PINGS = 10;
const PING_TIMEOUT_MS = 4_000;
const RATE_TIMEOUT_MS = 15_000;
/** A request that took this long says enough; a quicker one is asked again with more. */
const ENOUGH_MS = 800;
const SIZES = [128 << 10, 512 << 10, 2 << 20] as const;

/** The middle of a list, 0 for an empty one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/** The mean difference of neighbours, 0 for fewer than two (as RFC 3550, 6.4.1, without its smoothing). */
export function jitter(values: readonly number[]): number {
  const steps = values.slice(1).map((value, at) => Math.abs(value - (values[at] ?? value)));
  return steps.length === 0 ? 0 : steps.reduce((sum, step) => sum + step, 0) / steps.length;
}

/** Thousands of bits a second. */
export const kbps = (bytes: number, ms: number): number => (bytes * 8) / Math.max(1, ms);

/** The way to the server over HTTP: round trips, and a bounded number of bytes each way. */
export async function measureNetwork(token: string): Promise<Network> {
  const trips = await roundTrips(token);
  const answered = trips.filter((ms) => ms !== undefined);
  const none = { down_kbps: 0, up_kbps: 0, bytes: 0 };
  const rates = answered.length === 0 ? none : await measureRates(token);
  return {
    asked: trips.length,
    lost: trips.length - answered.length,
    round_trip_ms: median(answered),
    jitter_ms: jitter(answered),
    ...rates,
  };
}

/** Milliseconds of each; the first, which may open the connection, is left out. */
async function roundTrips(token: string): Promise<(number | undefined)[]> {
  const trips: (number | undefined)[] = [];
  for (let n = 0; n <= PINGS; n++) {
    const from = performance.now();
    const got = await download(token, 1, PING_TIMEOUT_MS).catch(() => 0);
    if (n > 0) trips.push(got === 1 ? performance.now() - from : undefined);
  }
  return trips;
}

async function measureRates(token: string): Promise<Pick<Network, 'down_kbps' | 'up_kbps' | 'bytes'>> {
  const down = await growing((size) => download(token, size, RATE_TIMEOUT_MS));
  const up = await growing(async (size) => {
    await api.post(`${checkPath(token)}/bytes`, noise(size), { timeoutMs: RATE_TIMEOUT_MS });
    return size;
  });
  return { down_kbps: down.rate, up_kbps: up.rate, bytes: down.bytes + up.bytes };
}

/** Moves more and more until it took long enough; the rate is that of the largest that went through. */
async function growing(move: (size: number) => Promise<number>): Promise<{ rate: number; bytes: number }> {
  let [rate, bytes] = [0, 0];
  for (const size of SIZES) {
    const from = performance.now();
    const moved = await move(size).catch(() => 0);
    const ms = performance.now() - from;
    bytes += moved;
    if (moved > 0) rate = kbps(moved, ms);
    if (moved < size || ms > ENOUGH_MS) break;
  }
  return { rate, bytes };
}

/** How many of the wanted bytes came in time. */
async function download(token: string, size: number, timeoutMs: number): Promise<number> {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), timeoutMs);
  let got = 0;
  try {
    const answer = await fetch(`${checkPath(token)}/bytes?n=${size}`, { cache: 'no-store', signal: ended.signal });
    if (!answer.ok || answer.body === null) return 0;
    const reader = answer.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return got;
      got += value.length;
    }
  } catch {
    return got;
  } finally {
    clearTimeout(timer);
  }
}

/** Bytes that nothing on the way can make smaller. */
function noise(size: number): Blob {
  const part = 1 << 16; // as much as getRandomValues gives at once
  const parts = Array.from({ length: Math.ceil(size / part) }, (_, n) =>
    crypto.getRandomValues(new Uint8Array(Math.min(part, size - n * part))),
  );
  return new Blob(parts, { type: 'application/octet-stream' });
}

const SOCKET_TIMEOUT_MS = 6_000;

/** Whether a WebSocket comes about: it carries invitations, questions and the end. */
export function measureEvents(): Promise<Events> {
  const from = performance.now();
  return new Promise((resolve) => {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/events`);
    const tell = (connected: boolean) => {
      clearTimeout(timer);
      resolve({ connected, connect_ms: performance.now() - from });
      socket.close();
    };
    const timer = setTimeout(() => tell(false), SOCKET_TIMEOUT_MS);
    socket.addEventListener('open', () => tell(true), { once: true });
    socket.addEventListener('error', () => tell(false), { once: true });
  });
}
