import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useServerNow } from '@shared/clock';
import type { Board } from '@shared/model';
import { clockText, ErrorNotice } from '@shared/ui';
import { useBoard } from '../board/use-board';
import { viewsFor, type View } from '../roles';
import { Shell } from './shell';
import classes from './session-frame.module.css';
import { Waiting } from './waiting';

export interface SessionFrameProps {
  sessionId: string;
  /** The screen within the session; undefined for one that is not in the tabs. */
  view?: View;
  fills?: boolean;
  children: (board: Board) => ReactNode;
}

/** A screen of one session: its board is fetched and kept fresh here. */
export function SessionFrame({ sessionId, view, fills, children }: SessionFrameProps) {
  const { t } = useTranslation();
  const query = useBoard(sessionId);
  const board = query.data;
  if (board === undefined) {
    if (query.isPending) return <Waiting />;
    return (
      <Shell title={t('frame.failed')}>
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      </Shell>
    );
  }
  const title = `${board.session.room.name} · ${board.session.subject.name}`;
  const allowed = view === undefined || viewsFor(board.my_roles, board.session.subject.exam_type).includes(view);
  return (
    <Shell title={title} fills={fills} extra={<SessionExtra board={board} />}>
      {query.isError && <Stale onRetry={() => void query.refetch()} error={query.error} />}
      {allowed ? children(board) : <NotYours />}
    </Shell>
  );
}

/** The session's screens and the time that is left of it. */
function SessionExtra({ board }: { board: Board }) {
  const { t } = useTranslation();
  return (
    <>
      <nav className={classes.tabs} aria-label={t('frame.screens')}>
        {viewsFor(board.my_roles, board.session.subject.exam_type).map((one) => (
          <NavLink key={one} to={`/sessions/${board.session.id}/${one}`} className={classes.tab}>
            {t(`view.${one}`)}
          </NavLink>
        ))}
      </nav>
      <span className={classes.gap} />
      <TimeLeft board={board} />
    </>
  );
}

/** Minutes before the end from which the time left is shown in warning colours. */
const WARN_S = 10 * 60;

function TimeLeft({ board }: { board: Board }) {
  const { t, i18n } = useTranslation();
  const nowMs = useServerNow();
  const [startMs, endMs] = [Date.parse(board.session.starts_at), Date.parse(board.session.ends_at)];
  const hour = (ms: number) => new Date(ms).toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit', hour12: false });
  if (nowMs < startMs) return <Badge size="lg" variant="light" color="gray" tt="none">{t('frame.starts', { time: hour(startMs) })}</Badge>;
  if (nowMs >= endMs) return <Badge size="lg" variant="light" color="red" tt="none">{t('frame.over', { time: hour(endMs) })}</Badge>;
  const left = Math.ceil((endMs - nowMs) / 1000);
  return (
    <Badge size="lg" variant="light" color={left < WARN_S ? 'orange' : 'brand'} tt="none" className="numeral">
      {t('frame.left', { time: clockText(left) })}
    </Badge>
  );
}

/** The board could not be fetched just now; what is shown may be old. */
function Stale({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.stale}>
      <ErrorNotice error={error} title={t('frame.stale')} onRetry={onRetry} />
    </div>
  );
}

export function NotYours() {
  const { t } = useTranslation();
  return <p className={classes.notYours}>{t('frame.not_yours')}</p>;
}
