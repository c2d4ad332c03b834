import { useTranslation } from 'react-i18next';
import { useServerNow } from '@shared/clock';
import { clockText, ErrorNotice, ProgressButton } from '@shared/ui';
import { OwnPictures } from '../own-pictures';
import { OwnTile } from '../own-tile';
import { QuestionCard } from './question-card';
import { useStop } from './requests';
import { StatusLine } from './status-line';
import { lengthMs, secondsLeft, secondsToStop } from './timeline';
import type { PartProps } from './video-view';
import classes from './video.module.css';

/** While both cameras record: the clock, what is left, the level, and how to stop (FEATURES F2-F4). */
export function RecordingPart({ sitting, position, video, state }: PartProps) {
  const { t } = useTranslation();
  const now = useServerNow();
  const { take, rule } = video;
  if (take === undefined || take === null || take.state !== 'recording') return null;
  const starts = Date.parse(take.starts_at);
  const before = Math.ceil((starts - now) / 1000);
  const left = secondsLeft(take, rule, Date.parse(video.ends_at), now);
  const other = video.devices.find((one) => one.position !== position);
  return (
    <>
      <section className={classes.clock} data-testid="clock" data-hurry={left <= 10 || undefined} aria-label={t('video.recording.clock')}>
        <p className={classes.live}>
          <span className={classes.dot} aria-hidden="true" />
          {t(state.recorder === 'recording' ? 'video.recording.on' : 'video.recording.off')}
        </p>
        <p className={classes.time} role="timer">
          {before > 0 ? t('video.recording.soon', { n: before }) : clockText(Math.floor(lengthMs(take, now) / 1000))}
        </p>
        <p className={classes.left}>{t('video.recording.left', { time: clockText(left) })}</p>
        {other !== undefined && rule.second_camera !== 'none' && (
          <p className={classes.other} data-other={other.recorder}>
            {t(other.online && other.recorder === 'recording' ? 'video.recording.other_on' : 'video.recording.other_off', { camera: t(`position.${other.position}`) })}
          </p>
        )}
      </section>
      {position === 1 ? <OwnPictures sitting={sitting} /> : <OwnTile position={2} fit="contain" className={classes.own} />}
      <StatusLine state={state} />
      <QuestionCard video={video} folded={position === 1} />
      {position === 1 ? <Stop sitting={sitting} takeId={take.id} wait={secondsToStop(take, rule, now)} /> : <p className={classes.note}>{t('video.recording.second')}</p>}
    </>
  );
}

function Stop({ sitting, takeId, wait }: { sitting: PartProps['sitting']; takeId: string; wait: number }) {
  const { t } = useTranslation();
  const stop = useStop(sitting.id);
  return (
    <div className={classes.action}>
      <ErrorNotice error={stop.error} />
      {wait > 0 && (
        <p id="why-not" className={classes.why}>
          {t('video.recording.too_short', { n: wait })}
        </p>
      )}
      <ProgressButton fullWidth size="xl" color="red.9" disabled={wait > 0} onPress={() => stop.mutateAsync(takeId)}>
        {t('video.recording.stop')}
      </ProgressButton>
    </div>
  );
}
