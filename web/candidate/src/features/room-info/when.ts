/** Instants in words, in the page's language and the device's time zone. */
export function dayText(instant: string, language: string): string {
  return new Intl.DateTimeFormat(language, { month: 'long', day: 'numeric', weekday: 'short' }).format(
    new Date(instant),
  );
}

export function timeText(instant: string, language: string): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    new Date(instant),
  );
}

/** From and to, the day once when both are on it. */
export function spanText(from: string, to: string, language: string): string {
  const [first, last] = [dayText(from, language), dayText(to, language)];
  const end = first === last ? timeText(to, language) : `${last} ${timeText(to, language)}`;
  return `${first} ${timeText(from, language)} – ${end}`;
}

/** Day and time together. */
export function instantText(instant: string, language: string): string {
  return `${dayText(instant, language)} ${timeText(instant, language)}`;
}
