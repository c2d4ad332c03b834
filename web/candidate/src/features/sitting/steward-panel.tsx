import { useTranslation } from 'react-i18next';
import type { SittingView } from '@shared/model';
import { VideoTile } from '@shared/media';
import { Icon } from '../../icons';
import { useMedia } from './media-context';
import classes from './steward-panel.module.css';
import { queueWords } from './view';

/** The queue in words, and the steward: by video in a call, in words otherwise (FEATURES C1, C2). */
export function StewardPanel({ sitting }: { sitting: SittingView }) {
  const { t } = useTranslation();
  const { room } = useMedia();
  const words = queueWords(sitting);
  if (words.kind === 'talking') {
    const steward = room.others.find((one) => one.role === 'steward');
    const muted = sitting.call?.muted === true;
    return (
      <section className={classes.call} aria-label={t('waiting.talking', { name: words.name })} data-testid="call">
        <VideoTile
          source={steward?.camera}
          name={t('tile_name.staff', { name: words.name, role: t('role.steward') })}
          state={steward === undefined ? t('waiting.steward_joining') : undefined}
          speaking={steward?.speaking === true}
          muted={steward !== undefined && !steward.microphoneOn}
          data-testid="steward"
        />
        <p className={classes.mic} data-muted={muted || undefined}>
          {t(muted ? 'waiting.you_are_muted' : 'waiting.you_are_heard')}
        </p>
      </section>
    );
  }
  return (
    <section className={classes.queue} data-testid="queue">
      <span className={classes.badge}>
        <Icon name="clock" size={26} />
      </span>
      <h2 className={classes.words} aria-live="polite">
        {words.kind === 'next' ? t('waiting.you_are_next') : t('waiting.ahead', { count: words.count })}
      </h2>
      <p className={classes.calm}>{t('waiting.stay')}</p>
      <p className={classes.steward} data-steward={sitting.steward}>
        <span className={classes.lamp} />
        {sitting.mock === true ? t('practice.waiting') : t(`waiting.steward_${sitting.steward}`)}
      </p>
    </section>
  );
}
