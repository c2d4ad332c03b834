import { useTranslation } from 'react-i18next';
import { useServerNow } from '@shared/clock';

/** Whole minutes from an instant until now, never below 0. */
export function minutesSince(instant: string, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - Date.parse(instant)) / 60_000));
}

/** How long a candidate has been waiting. */
export function WaitingTime({ since }: { since: string | undefined }) {
  const { t } = useTranslation();
  const nowMs = useServerNow();
  if (since === undefined) return null;
  return <span>{t('row.waiting', { count: minutesSince(since, nowMs) })}</span>;
}

/** Time since an instant as a running clock. */
export function Elapsed({ since }: { since: string }) {
  const nowMs = useServerNow();
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(since)) / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return <span className="numeral">{h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`}</span>;
}
