import { Button, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Board, BoardSitting } from '@shared/model';
import { PhaseBadge } from '@shared/ui';
import { queueOf, type Queue } from '../../board/order';
import { ReasonDialog, type ReasonFor } from '../../board/reason-dialog';
import { actionsFor, secondCameraOf } from '../../board/rules';
import type { MakeMove } from '../../board/use-moves';
import { WaitingTime } from '../../board/waiting-time';
import { maySeeRecordings } from '../../roles';
import classes from './panel-queue.module.css';

interface PanelQueueProps {
  board: Board;
  /** The candidate in the middle. */
  shownId: string | undefined;
  chosenId: string | undefined;
  onChoose: (id: string) => void;
  move: MakeMove;
}

const parts: readonly (keyof Queue)[] = ['current', 'waiting', 'coming', 'done'];

/** The queue by parts; a press on a name shows that candidate in the middle. */
export function PanelQueue(props: PanelQueueProps) {
  const { t } = useTranslation();
  const queue = queueOf(props.board.sittings);
  return (
    <nav className={classes.queue} aria-label={t('queue.label')}>
      {parts.map((part) => (
        <section key={part} hidden={queue[part].length === 0 && part !== 'waiting'}>
          <h2 className={classes.part}>{t(`queue.${part}`, { count: queue[part].length })}</h2>
          {part === 'waiting' && queue.waiting.length === 0 && <p className={classes.none}>{t('queue.none')}</p>}
          <ol className={classes.rows}>
            {queue[part].map((sitting, at) => (
              <Row key={sitting.id} {...props} sitting={sitting} place={part === 'waiting' ? at + 1 : undefined} />
            ))}
          </ol>
        </section>
      ))}
    </nav>
  );
}

interface RowProps extends PanelQueueProps {
  sitting: BoardSitting;
  /** Her place among those who wait, from 1. */
  place: number | undefined;
}

function Row({ board, sitting, shownId, chosenId, onChoose, move, place }: RowProps) {
  const { t } = useTranslation();
  const shown = sitting.id === shownId;
  return (
    <li className={classes.row} data-shown={shown || undefined}>
      <UnstyledButton className={classes.press} aria-current={shown || undefined} onClick={() => onChoose(sitting.id)}>
        <span className={classes.top}>
          {place !== undefined && <span className={classes.place}>{place}</span>}
          <span className={classes.name}>{sitting.candidate.name}</span>
          <PhaseBadge phase={sitting.phase} />
        </span>
        <span className={classes.facts}>
          <span>{sitting.candidate.number}</span>
          {sitting.phase === 'waiting' && <WaitingTime since={sitting.waiting_since} />}
          <Cameras board={board} sitting={sitting} />
          {sitting.missed_invitations > 0 && sitting.phase === 'waiting' && (
            <strong>{t('row.unanswered', { count: sitting.missed_invitations })}</strong>
          )}
          {sitting.refused_invitation && <strong>{t('row.declined')}</strong>}
          {sitting.deferrals > 0 && sitting.phase === 'waiting' && <span>{t('row.deferred', { count: sitting.deferrals })}</span>}
        </span>
      </UnstyledButton>
      {sitting.id === chosenId && !shown && <RowActions board={board} sitting={sitting} move={move} />}
      {sitting.phase === 'finished' && maySeeRecordings(board.my_roles) && (
        <Button component={Link} to={`/sessions/${board.session.id}/recordings/${sitting.id}`} size="compact-sm" variant="light" m={6} mt={0}>
          {t('row.recordings')}
        </Button>
      )}
    </li>
  );
}

/** Cameras in words, only where one is missing. */
function Cameras({ board, sitting }: { board: Board; sitting: BoardSitting }) {
  const { t } = useTranslation();
  if (!['waiting', 'invited', 'interviewing', 'check_in'].includes(sitting.phase)) return null;
  return sitting.devices
    .filter(({ position, state }) => state === 'lost' || (state === 'empty' && position === 2 && secondCameraOf(board, sitting) === 'required'))
    .map(({ position, state }) => (
      <strong key={position}>{t(`row.camera_${state}`, { camera: t(`camera.short.${position}`) })}</strong>
    ));
}

/** What may be decided about a candidate while another one is in the middle. */
function RowActions({ board, sitting, move }: { board: Board; sitting: BoardSitting; move: MakeMove }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<ReasonFor>();
  const may = actionsFor(board.my_roles, sitting, board.my_staff_id);
  const offered = (['defer', 'absent', 'reopen'] as const).filter((action) => may.has(action));
  if (offered.length === 0) return null;
  return (
    <div className={classes.actions}>
      {offered.map((action) => (
        <Button key={action} size="compact-md" variant="default" onClick={() => setAsked(action)}>
          {t(`move.${action}`)}
        </Button>
      ))}
      {asked !== undefined && (
        <ReasonDialog
          decision={asked}
          name={sitting.candidate.name}
          onClose={() => setAsked(undefined)}
          onConfirm={(reason) => move(asked, sitting, { reason })}
        />
      )}
    </div>
  );
}
