import { Alert, Button, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServerNow } from '@shared/clock';
import type { Board, BoardSitting } from '@shared/model';
import { PhaseBadge, ProgressButton } from '@shared/ui';
import { CheckInLine, CheckInPanel } from '../../board/check-in';
import { IdentityButton } from '../../board/identity';
import { Person } from '../../board/person';
import { ReasonDialog, type ReasonFor } from '../../board/reason-dialog';
import { actionsFor, inviteHindrance } from '../../board/rules';
import { Stills } from '../../board/still';
import type { MakeMove } from '../../board/use-moves';
import { WaitingTime } from '../../board/waiting-time';
import classes from './panel-page.module.css';

interface ChosenStageProps {
  board: Board;
  sitting: BoardSitting;
  move: MakeMove;
}

/** A candidate to decide about, with the one large button that invites her. */
export function ChosenStage({ board, sitting, move }: ChosenStageProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<ReasonFor>();
  const heading = useRef<HTMLHeadingElement>(null);
  // The next candidate is announced and the keyboard starts from her.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const may = actionsFor(board.my_roles, sitting, board.my_staff_id);
  return (
    <div className={classes.card}>
      <div className={classes.head}>
        <h2 ref={heading} tabIndex={-1} style={{ margin: 0 }}>
          <Person candidate={sitting.candidate} large />
        </h2>
        <div className={classes.side}>
          <PhaseBadge phase={sitting.phase} size="xl" />
          <Text size="md" c="dimmed" mt={4}>
            {sitting.phase === 'waiting' && <WaitingTime since={sitting.waiting_since} />}
          </Text>
        </div>
      </div>
      <History sitting={sitting} />
      {sitting.phase === 'check_in' ? <CheckInPanel board={board} sitting={sitting} /> : <CheckInLine sitting={sitting} />}
      <div>
        <IdentityButton key={sitting.id} board={board} sitting={sitting} />
      </div>
      <Stills board={board} sitting={sitting} />
      {may.has('invite') && <Hindrances board={board} sitting={sitting} />}
      <div className={classes.actions}>
        {may.has('invite') && <InviteButton board={board} sitting={sitting} move={move} />}
        {(['defer', 'absent', 'reopen'] as const).filter((action) => may.has(action)).map((action) => (
          <Button
            key={action}
            className={classes.other}
            variant="default"
            c={action === 'absent' ? 'red.9' : undefined}
            onClick={() => setAsked(action)}
          >
            {t(`move.${action}`)}
          </Button>
        ))}
      </div>
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

function InviteButton({ board, sitting, move }: ChosenStageProps) {
  const { t } = useTranslation();
  const hindered = inviteHindrance(board, sitting, useServerNow()) !== undefined;
  const again = sitting.missed_invitations > 0 || sitting.refused_invitation;
  return (
    <ProgressButton className={classes.main} size="xl" disabled={hindered} onPress={() => move('invite', sitting)}>
      {t(again ? 'move.invite_again' : 'move.invite', { name: sitting.candidate.name })}
    </ProgressButton>
  );
}

/** What happened to her in the queue before, told plainly. */
function History({ sitting }: { sitting: BoardSitting }) {
  const { t } = useTranslation();
  const facts: string[] = [];
  if (sitting.refused_invitation) facts.push(t('fact.declined'));
  else if (sitting.missed_invitations > 0) facts.push(t('fact.unanswered', { count: sitting.missed_invitations }));
  if (sitting.call !== undefined) facts.push(t('fact.on_call', { staff: sitting.call.staff_name }));
  if (sitting.ended?.reason) facts.push(t('fact.ended', { reason: reasonText(sitting.ended.reason, t) }));
  if (facts.length === 0) return null;
  return (
    <Alert color="orange" variant="light" p="xs">
      <Text size="md">{facts.join('　')}</Text>
    </Alert>
  );
}

/** The clock's reason has words of its own; all others are a person's. */
function reasonText(reason: string, t: ReturnType<typeof useTranslation>['t']): string {
  return reason === 'session_end' ? t('fact.session_end') : reason;
}

/** Why she cannot be invited, or what one should know before. */
function Hindrances({ board, sitting }: { board: Board; sitting: BoardSitting }) {
  const { t } = useTranslation();
  const hindrance = inviteHindrance(board, sitting, useServerNow());
  const lost = sitting.devices.filter(({ position, state }) => position === 1 && state !== 'online');
  const words =
    hindrance !== undefined
      ? t(`hindrance.${hindrance.kind}`, 'name' in hindrance ? { name: hindrance.name } : {})
      : lost.length > 0 && t('hindrance.first_camera_lost');
  if (!words) return null;
  return (
    <Text size="md" fw={600} c="#a84300" role="status">
      {words}
    </Text>
  );
}
