import { useEffect, useRef, useState } from 'react';
import { ring } from '@shared/notice';
import { isWarning, type Alarm } from './watch';

/** What the alarm's screen shows: what is wrong, or that it is over and for how long it was. */
export type AlarmShown = { alarm: Alarm; over: false; hushed: boolean } | { alarm: Alarm; over: true; seconds: number };

const EVERY_MS = 1_600;

/**
 * Makes an alarm loud until it is over or hushed, and keeps telling that it was until
 * the candidate has seen it: she may stand with her back to the phone.
 */
export function useAlarm(alarm: Alarm | undefined, title: string) {
  const [shown, setShown] = useState<AlarmShown>();
  const since = useRef(0);
  const key = alarm === undefined ? '' : `${alarm.position}.${alarm.problem}`;
  const [seen, setSeen] = useState('');
  if (key !== seen) {
    setSeen(key);
    if (alarm !== undefined) setShown({ alarm, over: false, hushed: false });
    else if (shown !== undefined) setShown(isWarning(shown.alarm.problem) ? undefined : { alarm: shown.alarm, over: true, seconds: 0 });
  }
  useEffect(() => {
    if (alarm === undefined) {
      // How long it was is known only now.
      setShown((was) => (was?.over === true ? { ...was, seconds: Math.max(1, Math.round((performance.now() - since.current) / 1000)) } : was));
      since.current = 0;
      return;
    }
    if (since.current === 0) since.current = performance.now();
    // The page's own record of when which alarm was given.
    performance.mark('video.alarm', { detail: { position: alarm.position, own: alarm.own, problem: alarm.problem } });
  }, [key]); // eslint-disable-line react-hooks/exhaustive-deps -- the alarm is what its key says
  const loud = shown?.over === false && !shown.hushed;
  useEffect(() => (loud ? ring({ tune: 'alarm', title, everyMs: EVERY_MS }) : undefined), [loud, title]);
  return {
    shown,
    hush: () => setShown((was) => (was?.over === false ? { ...was, hushed: true } : was)),
    close: () => setShown(undefined),
  };
}
