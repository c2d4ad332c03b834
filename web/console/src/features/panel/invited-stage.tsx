import { useTranslation } from 'react-i18next';
import { secondsUntil, useServerNow } from '@shared/clock';
import type { Board, BoardSitting } from '@shared/model';
import { ProgressButton } from '@shared/ui';
import { Person } from '../../board/person';
import { Stills } from '../../board/still';
import type { MakeMove } from '../../board/use-moves';
import classes from './panel-page.module.css';

/** An open invitation: how long she may still answer it, and the way to take it back. */
export function InvitedStage({ board, sitting, move }: { board: Board; sitting: BoardSitting; move: MakeMove }) {
  const { t } = useTranslation();
  return (
    <div className={classes.card}>
      <div className={classes.head}>
        <Person candidate={sitting.candidate} large />
        <ProgressButton className={classes.side} size="md" variant="default" onPress={() => move('call_back', sitting)}>
          {t('move.call_back')}
        </ProgressButton>
      </div>
      <div className={classes.centred} role="status">
        <h2 className={classes.big}>{t('invited.title', { name: sitting.candidate.name })}</h2>
        {sitting.invitation !== undefined && <CountDown until={sitting.invitation.expires_at} />}
        <p className={classes.soft}>{t('invited.text')}</p>
      </div>
      <Stills board={board} sitting={sitting} />
    </div>
  );
}

function CountDown({ until }: { until: string }) {
  const { t } = useTranslation();
  const seconds = secondsUntil(until, useServerNow());
  return (
    <div className={classes.count} role="timer" aria-label={t('invited.left', { count: seconds })}>
      {seconds}
    </div>
  );
}
