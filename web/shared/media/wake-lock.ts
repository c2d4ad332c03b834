import { useEffect, useState } from 'react';

export type WakeLock = 'off' | 'held' | 'unsupported';

/** Keeps the screen on while active; taken again whenever the page comes back to sight. */
export function useWakeLock(active: boolean): WakeLock {
  const supported = 'wakeLock' in navigator;
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (!active || !supported) return;
    let over = false;
    let lock: WakeLockSentinel | undefined;
    const take = async () => {
      if (over || document.visibilityState !== 'visible') return;
      try {
        lock = await navigator.wakeLock.request('screen');
        lock.addEventListener('release', () => setHeld(false));
        if (over) void lock.release();
        else setHeld(true);
      } catch {
        setHeld(false); // low battery: the system refuses, and the page goes on
      }
    };
    const again = () => void take();
    again();
    document.addEventListener('visibilitychange', again);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', again);
      void lock?.release();
    };
  }, [active, supported]);
  if (!supported) return 'unsupported';
  return active && held ? 'held' : 'off';
}
