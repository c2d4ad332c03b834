import { useTranslation } from 'react-i18next';
import { LevelMeter, trackOf } from '@shared/media';
import { useMedia } from '../media-context';
import { bytesText } from './timeline';
import type { KeeperState } from './take-keeper';
import classes from './video.module.css';

/** The level of the microphone, free storage, bytes not yet sent: on both cameras (FEATURES F3). */
export function StatusLine({ state }: { state: KeeperState }) {
  const { t } = useTranslation();
  const { local } = useMedia();
  const sound = trackOf(local.microphone);
  const free = state.storageFreeBytes;
  return (
    <section className={classes.status} aria-label={t('video.status.title')}>
      <div className={classes.fact}>
        <span className={classes.name}>{t('video.status.level')}</span>
        {sound === undefined ? <span>{t('video.status.no_sound')}</span> : <LevelMeter key={sound.id} track={sound} />}
      </div>
      <div className={classes.fact}>
        <span className={classes.name}>{t('video.status.free')}</span>
        <span data-testid="free">{free === undefined ? t('video.status.unknown') : bytesText(free)}</span>
      </div>
      <div className={classes.fact} data-warn={state.problem === 'upload_stalled' || undefined}>
        <span className={classes.name}>{t('video.status.unsent')}</span>
        <span data-testid="unsent">{state.unsentBytes === 0 ? t('video.status.all_sent') : bytesText(state.unsentBytes)}</span>
      </div>
    </section>
  );
}
