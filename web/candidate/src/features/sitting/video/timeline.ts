import type { Take, TrackView, VideoRule } from './types';

/** A file's place on the take's time line; times are in ms after the start. */
export interface Part {
  src: string;
  fromMs: number;
  toMs: number;
}

/** How long a take is in ms: up to now while it runs. */
export function lengthMs(take: Take, nowMs: number): number {
  const until = take.stopped_at ? Date.parse(take.stopped_at) : nowMs;
  return Math.max(0, until - Date.parse(take.starts_at));
}

/** The part that shows a moment; undefined in a gap. */
export function partAt(parts: readonly Part[], atMs: number): Part | undefined {
  return parts.find((one) => atMs >= one.fromMs && atMs < one.toMs);
}

/** Where nothing was recorded between the start and the end; shorter than half a second is no gap. */
export function gapsOf(parts: readonly Part[], endMs: number): { fromMs: number; toMs: number }[] {
  const gaps: { fromMs: number; toMs: number }[] = [];
  let at = 0;
  for (const part of [...parts].sort((a, b) => a.fromMs - b.fromMs)) {
    if (part.fromMs - at > 500) gaps.push({ fromMs: at, toMs: part.fromMs });
    at = Math.max(at, part.toMs);
  }
  if (endMs - at > 500) gaps.push({ fromMs: at, toMs: endMs });
  return gaps;
}

/** How much of a camera's recording the server has, 0 to 1. `unsent` is what its device still owes, in bytes. */
export function arrived(track: TrackView | undefined, unsent: number): number {
  const have = (track?.segments ?? []).reduce((sum, one) => sum + Math.max(one.have_bytes, one.complete ? one.bytes : 0), 0);
  return have === 0 ? 0 : have / (have + unsent);
}

/**
 * What the server has of a camera, as parts to play: the joined file, else the first
 * series as far as it has come.
 */
export function serverParts(track: TrackView | undefined, endMs: number): Part[] {
  if (track === undefined || track.url === undefined || track.url === '') return [];
  if (track.joined === 'ready') return [{ src: track.url, fromMs: track.offset_ms, toMs: endMs }];
  const first = track.segments[0];
  if (first === undefined || first.have_bytes === 0) return [];
  const next = track.segments[1];
  const toMs = next === undefined ? endMs : track.offset_ms + Date.parse(next.first_at) - Date.parse(first.first_at);
  // The address names how far the file has come, so that the player asks for the rest of it.
  return [{ src: `${track.url}?have=${first.complete ? 'all' : Math.floor(first.have_bytes / (1 << 20))}`, fromMs: track.offset_ms, toMs }];
}

/** Seconds until the take is long enough to be stopped; 0 once it is, or where it was broken. */
export function secondsToStop(take: Take, rule: VideoRule, nowMs: number): number {
  return take.broken ? 0 : Math.max(0, Math.ceil(rule.min_seconds - lengthMs(take, nowMs) / 1000));
}

/** Seconds until the clock stops the take: its greatest length or the session's end. */
export function secondsLeft(take: Take, rule: VideoRule, sessionEndMs: number, nowMs: number): number {
  const longest = Date.parse(take.starts_at) + rule.max_seconds * 1000;
  return Math.max(0, Math.ceil((Math.min(longest, sessionEndMs) - nowMs) / 1000));
}

/** Bytes in words: 812 kB, 3.4 MB, 12 GB. */
export function bytesText(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1000)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB`;
}
