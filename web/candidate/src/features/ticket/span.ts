/** From and to in the school's zone, the day once when both are on it. */
export function spanIn(zone: string, language: string, from: string, to: string): string {
  const day = new Intl.DateTimeFormat(language, { timeZone: zone, year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' });
  const time = new Intl.DateTimeFormat(language, { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const [start, end] = [new Date(from), new Date(to)];
  const [first, last] = [day.format(start), day.format(end)];
  return `${first} ${time.format(start)} – ${first === last ? '' : `${last} `}${time.format(end)}`;
}
