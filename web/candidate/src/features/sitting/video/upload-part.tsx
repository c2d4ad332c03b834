import '@mantine/core/styles/Progress.css';
import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { secondsUntil, useServerNow } from '@shared/clock';
import type { Position } from '@shared/model';
import { clockText } from '@shared/ui';
import { Card } from '../../../layout/card';
import { arrived, bytesText } from './timeline';
import type { PartProps } from './video-view';
import classes from './video.module.css';

/** After "use": what is left is sent, with progress, until the server has verified both files (FEATURES F7, F10). */
export function UploadPart({ position, video, state }: PartProps) {
  const { t } = useTranslation();
  const left = secondsUntil(video.closes_at, useServerNow());
  const positions = ([1, 2] as Position[]).filter((one) => one === 1 || video.rule.second_camera !== 'none');
  return (
    <Card tone="calm">
      <h2 className={classes.head} role="status">
        {t('video.upload.title')}
      </h2>
      <p className={classes.note}>{t('video.upload.stay')}</p>
      {positions.map((one) => {
        const track = video.take?.tracks.find((at) => at.position === one);
        const unsent = one === position ? state.unsentBytes : (video.devices.find((at) => at.position === one)?.unsent_bytes ?? 0);
        const verified = track !== undefined && track.segments.length > 0 && track.segments.every(({ complete }) => complete) && unsent === 0;
        const percent = verified ? 100 : Math.min(99, Math.floor(arrived(track, unsent) * 100));
        return (
          <div key={one} className={classes.upload} data-upload={one} data-verified={verified || undefined}>
            <p className={classes.uploadName}>
              <span>{t(`position.${one}`)}</span>
              <span>{verified ? t('video.upload.verified') : unsent > 0 ? t('video.upload.left', { bytes: bytesText(unsent) }) : t('video.upload.checking')}</span>
            </p>
            <Progress value={percent} size="xl" radius="xl" aria-label={t('video.upload.progress', { camera: t(`position.${one}`) })} color={verified ? 'teal.9' : 'brand'} />
          </div>
        );
      })}
      {state.problem === 'upload_stalled' && (
        <p className={classes.why} role="alert">
          {t('video.upload.stalled')}
        </p>
      )}
      <p className={classes.note}>{t('video.upload.until', { time: clockText(left) })}</p>
    </Card>
  );
}
