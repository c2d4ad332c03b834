import { useTranslation } from 'react-i18next';
import { secondsUntil, useServerNow } from '../clock';

/** Seconds as m:ss, h:mm:ss from an hour on. */
export function clockText(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Time left until an instant, by the server's clock. */
export function Countdown({ until, className }: { until: string; className?: string }) {
  const { t } = useTranslation();
  const text = clockText(secondsUntil(until, useServerNow()));
  return (
    <span className={className} role="timer" aria-label={t('countdown.left', { time: text })} style={numeral}>
      {text}
    </span>
  );
}

const numeral = { fontVariantNumeric: 'tabular-nums' } as const;
