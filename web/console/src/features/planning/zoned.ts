/**
 * Times as a school's people type and read them: in the school's own zone,
 * whatever zone the browser is in. `wall` is "2026-12-01T09:00".
 */

function wallIn(zone: string, ms: number): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(ms);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The wall time of an instant (RFC 3339). */
export function toWall(instant: string, zone: string): string {
  return wallIn(zone, Date.parse(instant));
}

/**
 * The instant of a wall time, undefined for what is none. A time that a change
 * of the clocks leaves out or has twice is taken as one of its neighbours.
 */
export function toInstant(wall: string, zone: string): string | undefined {
  const guess = Date.parse(`${wall}:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall) || Number.isNaN(guess)) return undefined;
  const offset = (ms: number) => Date.parse(`${wallIn(zone, ms)}:00Z`) - ms;
  const first = guess - offset(guess);
  return new Date(guess - offset(first)).toISOString();
}

/** A wall time some minutes later. */
export function later(wall: string, minutes: number): string {
  const at = Date.parse(`${wall}:00Z`);
  return Number.isNaN(at) ? wall : new Date(at + minutes * 60_000).toISOString().slice(0, 16);
}

/** A session's day and hours for people: "12月1日 周二 09:00–11:00". */
export function spanIn(zone: string, language: string, from: string, to: string): string {
  const format = new Intl.DateTimeFormat(language, {
    timeZone: zone,
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return format.formatRange(Date.parse(from), Date.parse(to));
}
