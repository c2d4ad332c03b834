import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../events';
import classes from './offline-banner.module.css';

function useOnline(): boolean {
  return useSyncExternalStore(
    (changed) => {
      addEventListener('online', changed);
      addEventListener('offline', changed);
      return () => {
        removeEventListener('online', changed);
        removeEventListener('offline', changed);
      };
    },
    () => navigator.onLine,
  );
}

export type Reach = 'well' | 'offline' | 'server_lost';

/** Whether this page can reach the server, as far as it knows. */
export function useReach(): Reach {
  const online = useOnline();
  const connection = useConnection();
  if (!online) return 'offline';
  return connection === 'down' ? 'server_lost' : 'well';
}

/** A strip at the top while the network or the server is away; a short word when it is back. */
export function OfflineBanner() {
  const { t } = useTranslation();
  const reach = useReach();
  const [back, setBack] = useState(false);
  const [before, setBefore] = useState<Reach>(reach);
  if (before !== reach) {
    setBefore(reach);
    setBack(reach === 'well');
  }
  useEffect(() => {
    if (!back) return;
    const timer = setTimeout(() => setBack(false), 3000);
    return () => clearTimeout(timer);
  }, [back]);
  return (
    <div role="status" aria-live="assertive">
      {reach !== 'well' && (
        <div className={classes.lost} data-reach={reach}>
          {t(reach === 'offline' ? 'offline.banner' : 'offline.server')}
        </div>
      )}
      {reach === 'well' && back && <div className={classes.back}>{t('offline.back')}</div>}
    </div>
  );
}
