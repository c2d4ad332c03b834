import { Alert, Checkbox, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { VideoSource } from '@shared/media';
import type { Board, BoardSitting } from '@shared/model';
import { PhaseBadge, ProgressButton } from '@shared/ui';
import { CheckInPanel } from '../../board/check-in';
import { useEyeChecks } from '../../board/eye-checks';
import { IdentityButton } from '../../board/identity';
import { MessageBox } from '../../board/message-box';
import { nextToCall } from '../../board/order';
import { Person } from '../../board/person';
import { cameraChecks, eyeChecks, isReady } from '../../board/ready';
import { actionsFor, secondCameraOf } from '../../board/rules';
import { Stills } from '../../board/still';
import type { MakeMove } from '../../board/use-moves';
import { Elapsed } from '../../board/waiting-time';
import { Cameras } from '../../media/cameras';
import { OwnTile } from '../../media/own-tile';
import { cameraOf } from '../../media/tile-words';
import { RoomTrouble } from '../../media/room-state';
import { useSittingRoom } from '../../media/use-sitting-room';
import { isSteward } from '../../roles';
import type { Departure } from './pane';
import classes from './steward-page.module.css';

interface CandidatePaneProps {
  board: Board;
  /** Undefined when nobody is there to look at. */
  sitting: BoardSitting | undefined;
  departure: Departure | undefined;
  move: MakeMove;
  onNext: () => Promise<void>;
}

/** One candidate large: live while on call, stills otherwise; checks, words and the call itself. */
export function CandidatePane({ board, sitting, departure, move, onNext }: CandidatePaneProps) {
  const { t } = useTranslation();
  const mine = sitting?.call?.staff_id === board.my_staff_id;
  const media = useSittingRoom(mine ? sitting?.id : undefined, 'steward');
  const me = board.staff.find(({ id }) => id === board.my_staff_id);
  return (
    <section className={classes.pane} data-call={mine || undefined} aria-label={t('pane.label')}>
      <div aria-live="assertive" className={classes.live}>
        {departure !== undefined && (
          <Alert color="teal" variant="light" title={t(`departure.${departure.why}`, { name: departure.name })}>
            <Text size="md">{t('departure.text')}</Text>
          </Alert>
        )}
      </div>
      {sitting === undefined ? (
        <div className={classes.nobody}>
          <h2>{t('pane.nobody')}</h2>
          <p>{t('pane.nobody_text')}</p>
        </div>
      ) : (
        <>
          <Head board={board} sitting={sitting} mine={mine} live={media === undefined ? undefined : cameraOf(media.shown.others, 1)?.camera} />
          {media !== undefined && <RoomTrouble room={media.room} shown={media.shown} />}
          <div className={classes.view}>
            {media === undefined ? (
              <Stills board={board} sitting={sitting} />
            ) : (
              <Cameras sitting={sitting} shown={media.shown} secondCamera={secondCameraOf(board, sitting)} compact />
            )}
          </div>
          <CheckInPanel board={board} sitting={sitting} />
          <CallBar board={board} sitting={sitting} move={move} onNext={onNext} />
        </>
      )}
      <div className={classes.lower}>
        {sitting !== undefined && <Lower board={board} sitting={sitting} />}
        {isSteward(board.my_roles) && (
          <div className={classes.own}>
            <OwnTile name={me?.name ?? ''} />
          </div>
        )}
      </div>
    </section>
  );
}

function Head({ board, sitting, mine, live }: { board: Board; sitting: BoardSitting; mine: boolean; live: VideoSource | undefined }) {
  const { t } = useTranslation();
  const [ticks] = useEyeChecks(sitting.id);
  const ready = isReady(cameraChecks(sitting, secondCameraOf(board, sitting)), ticks);
  return (
    <div className={classes.head}>
      <Person candidate={sitting.candidate} large />
      <PhaseBadge phase={sitting.phase} size="lg" />
      <IdentityButton key={sitting.id} board={board} sitting={sitting} live={live} />
      {ready && (
        <Text c="teal.9" fw={600} size="md">
          ✓ {t('check.ready')}
        </Text>
      )}
      <Text className={classes.side} size="md" fw={600} role="status">
        {mine && sitting.call !== undefined && (
          <>
            {t('pane.on_call')} <Elapsed since={sitting.call.since} />
          </>
        )}
        {!mine && sitting.call !== undefined && t('row.on_call', { staff: sitting.call.staff_name })}
        {sitting.phase === 'interviewing' && t('pane.with_panel')}
      </Text>
    </div>
  );
}

interface CallBarProps {
  board: Board;
  sitting: BoardSitting;
  move: MakeMove;
  onNext: () => Promise<void>;
}

/** Call, mute, hang up, next: only what can be done now. */
function CallBar({ board, sitting, move, onNext }: CallBarProps) {
  const { t } = useTranslation();
  const may = actionsFor(board.my_roles, sitting, board.my_staff_id);
  const next = nextToCall(board.sittings, board.my_staff_id);
  const { name } = sitting.candidate;
  const muted = sitting.call?.muted === true;
  return (
    <div className={classes.bar}>
      {may.has('call') && (
        <ProgressButton className={classes.main} onPress={() => move('call', sitting)}>
          {t('move.call', { name })}
        </ProgressButton>
      )}
      {may.has('mute') && (
        <ProgressButton className={classes.other} variant={muted ? 'filled' : 'default'} color={muted ? 'orange.9' : undefined} onPress={() => move('mute', sitting, { muted: !muted })}>
          {t(muted ? 'move.unmute' : 'move.mute')}
        </ProgressButton>
      )}
      {may.has('hang_up') && (
        <ProgressButton className={classes.other} variant="default" c="red.9" onPress={() => move('hang_up', sitting)}>
          {t('move.hang_up')}
        </ProgressButton>
      )}
      {next !== undefined && next.id !== sitting.id && (
        <ProgressButton className={may.has('call') ? classes.other : classes.main} variant={may.has('call') ? 'default' : 'filled'} onPress={onNext}>
          {t('move.next', { name: next.candidate.name })}
        </ProgressButton>
      )}
    </div>
  );
}

/** The checks beside the message box, while the candidate is in the room. */
function Lower({ board, sitting }: { board: Board; sitting: BoardSitting }) {
  const may = actionsFor(board.my_roles, sitting, board.my_staff_id);
  if (!may.has('message')) return null;
  return (
    <>
      <Checks board={board} sitting={sitting} />
      <div className={classes.message}>
        <MessageBox key={sitting.id} sitting={sitting} />
      </div>
    </>
  );
}

function Checks({ board, sitting }: { board: Board; sitting: BoardSitting }) {
  const { t } = useTranslation();
  const [ticks, toggle] = useEyeChecks(sitting.id);
  return (
    <div className={classes.checks} role="group" aria-label={t('check.label')}>
      <h3 className={classes.checkTitle}>{t('check.label')}</h3>
      {cameraChecks(sitting, secondCameraOf(board, sitting)).map(({ position, state, passed }) => (
        <div key={position} className={classes.auto} data-passed={passed || undefined}>
          {t('camera.is', { camera: t(`position.${position}`), state: t(`camera.${state}`) })}
        </div>
      ))}
      {eyeChecks.map((check) => (
        <Checkbox key={check} size="sm" label={t(`check.${check}`)} checked={ticks.includes(check)} onChange={() => toggle(check)} />
      ))}
    </div>
  );
}
