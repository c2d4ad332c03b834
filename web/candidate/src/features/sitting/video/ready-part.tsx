import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { secondsUntil, useServerNow } from '@shared/clock';
import { clockText, ErrorNotice, ProgressButton } from '@shared/ui';
import { Icon } from '../../../icons';
import { Card } from '../../../layout/card';
import { ConnectSecond } from '../connect-second';
import { OwnPictures } from '../own-pictures';
import { OwnTile } from '../own-tile';
import { QuestionCard } from './question-card';
import { useStart } from './requests';
import { StatusLine } from './status-line';
import type { Hindrance, VideoState } from './types';
import type { PartProps } from './video-view';
import classes from './video.module.css';

/** Before a take: the question, one's pictures, and what still stands in the way (FEATURES F1, F2, F6). */
export function ReadyPart({ sitting, position, video, state }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <Reading video={video} />
      <QuestionCard video={video} />
      {position === 1 ? <OwnPictures sitting={sitting} /> : <OwnTile position={2} fit="contain" className={classes.own} />}
      <StatusLine state={state} />
      {position === 1 ? (
        <Start sitting={sitting} video={video} />
      ) : (
        <Card tone="calm">
          <p className={classes.big} role="status">
            {t('video.ready.second')}
          </p>
          <Checklist video={video} />
        </Card>
      )}
    </>
  );
}

/** The time in which the question is read before one may start. */
function Reading({ video }: { video: VideoState }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const left = secondsUntil(video.readable_until ?? 0, now);
  if (left === 0) return null;
  return (
    <p className={classes.reading} role="timer">
      {t('video.ready.reading', { time: clockText(left) })}
    </p>
  );
}

function Start({ sitting, video }: Pick<PartProps, 'sitting' | 'video'>) {
  const { t } = useTranslation();
  const start = useStart(sitting.id);
  const [connecting, setConnecting] = useState(false);
  const missing = video.blocked.includes('second_camera_missing');
  const { rule } = video;
  return (
    <Card>
      <Checklist video={video} />
      {missing && (
        <Button fullWidth variant="light" leftSection={<Icon name="qr" size={20} />} onClick={() => setConnecting(true)}>
          {t('waiting.connect_second')}
        </Button>
      )}
      {connecting && missing && <ConnectSecond sitting={sitting} onClose={() => setConnecting(false)} />}
      <p className={classes.note}>{t('video.ready.length', { min: clockText(rule.min_seconds), max: clockText(rule.max_seconds) })}</p>
      <Tries video={video} />
      <ErrorNotice error={start.error} />
      <ProgressButton fullWidth size="xl" color="red.9" disabled={!video.can_start} onPress={() => start.mutateAsync('')}>
        {t('video.ready.start')}
      </ProgressButton>
    </Card>
  );
}

export function Tries({ video }: { video: VideoState }) {
  const { t } = useTranslation();
  if (video.practice) return <p className={classes.note}>{t('video.ready.practice')}</p>;
  return (
    <p className={classes.note} data-testid="tries" data-left={video.tries_left}>
      {t(video.tries_left > 0 ? 'video.ready.tries' : 'video.ready.no_tries', { left: video.tries_left, all: video.rule.tries })}
    </p>
  );
}

/** What must be so before one can start, each with its state; both phones show the same. */
function Checklist({ video }: { video: VideoState }) {
  const { t } = useTranslation();
  const rows: { name: string; by: Hindrance[] }[] = [
    ...(video.rule.second_camera === 'none' ? [] : [{ name: 'second', by: ['second_camera_missing', 'second_camera_not_ready'] as Hindrance[] }]),
    { name: 'storage', by: ['storage_short'] },
    { name: 'clock', by: ['clock_unknown'] },
    ...(video.rule.reading_seconds > 0 ? [{ name: 'reading', by: ['reading_time'] as Hindrance[] }] : []),
    ...(video.practice ? [] : [{ name: 'tries', by: ['no_tries'] as Hindrance[] }]),
  ];
  return (
    <ul className={classes.checklist} aria-label={t('video.check.title')} data-testid="checklist">
      {rows.map(({ name, by }) => {
        const why = by.find((one) => video.blocked.includes(one));
        return (
          <li key={name} data-check={name} data-blocked={why}>
            <span className={classes.tick} aria-hidden="true">
              {why === undefined ? '✓' : '!'}
            </span>
            <span>{t(why === undefined ? `video.check.${name}` : `video.blocked.${why}`)}</span>
          </li>
        );
      })}
    </ul>
  );
}
