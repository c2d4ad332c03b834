import { Badge, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Board, BoardSitting } from '@shared/model';
import { PhaseBadge, ProgressButton } from '@shared/ui';
import { CheckInLine } from '../../board/check-in';
import { queueOf, type Queue } from '../../board/order';
import { actionsFor } from '../../board/rules';
import { Still } from '../../board/still';
import type { MakeMove } from '../../board/use-moves';
import { WaitingTime } from '../../board/waiting-time';
import { isSteward } from '../../roles';
import classes from './steward-page.module.css';

interface StewardQueueProps {
  board: Board;
  /** The candidate in the large view. */
  shownId: string | undefined;
  onChoose: (id: string) => void;
  move: MakeMove;
}

const parts: readonly (keyof Queue)[] = ['waiting', 'current', 'coming', 'done'];

/** The queue in order, each candidate with both stills. */
export function StewardQueue(props: StewardQueueProps) {
  const { t } = useTranslation();
  const queue = queueOf(props.board.sittings);
  return (
    <section className={classes.queue} aria-label={t('queue.label')}>
      <div className={classes.rows}>
        {parts.map((part) => (
          <section key={part} hidden={queue[part].length === 0 && part !== 'waiting'}>
            <h2 className={classes.part}>{t(`queue.${part}`, { count: queue[part].length })}</h2>
            {part === 'waiting' && queue.waiting.length === 0 && <p>{t('queue.none')}</p>}
            <ol className={classes.list}>
              {queue[part].map((sitting) => (
                <Row key={sitting.id} {...props} sitting={sitting} />
              ))}
            </ol>
          </section>
        ))}
      </div>
      <Colleagues board={props.board} />
    </section>
  );
}

/** Phases in which a candidate's cameras are worth a look. */
const seen = ['check_in', 'waiting', 'invited', 'interviewing'];

function Row({ board, sitting, shownId, onChoose, move }: StewardQueueProps & { sitting: BoardSitting }) {
  const { t } = useTranslation();
  const may = actionsFor(board.my_roles, sitting, board.my_staff_id);
  const shown = sitting.id === shownId;
  const pictured = seen.includes(sitting.phase);
  return (
    <li className={classes.row} data-shown={shown || undefined} data-bare={!pictured || undefined} data-sitting={sitting.id}>
      {pictured && ([1, 2] as const).map((position) => (
        <div key={position} className={classes.picture}>
          <Still sitting={sitting} position={position} />
        </div>
      ))}
      <UnstyledButton className={classes.press} aria-current={shown || undefined} onClick={() => onChoose(sitting.id)}>
        <span className={classes.top}>
          <span className={classes.name}>{sitting.candidate.name}</span>
          <PhaseBadge phase={sitting.phase} />
        </span>
        <span className={classes.facts}>
          <span>{sitting.candidate.number}</span>
          {sitting.phase === 'waiting' && <WaitingTime since={sitting.waiting_since} />}
          {sitting.call !== undefined && (
            <em>{t(sitting.call.staff_id === board.my_staff_id ? 'row.my_call' : 'row.on_call', { staff: sitting.call.staff_name })}</em>
          )}
          {sitting.missed_invitations > 0 && sitting.phase === 'waiting' && (
            <strong>{t('row.unanswered', { count: sitting.missed_invitations })}</strong>
          )}
          {sitting.refused_invitation && <strong>{t('row.declined')}</strong>}
        </span>
        {(sitting.phase === 'check_in' || sitting.accommodation !== undefined) && <CheckInLine sitting={sitting} />}
      </UnstyledButton>
      {may.has('call') && (
        <ProgressButton
          size="md"
          variant="light"
          onPress={() => move('call', sitting)}
          aria-label={t('move.call', { name: sitting.candidate.name })}
        >
          {t('move.call_short')}
        </ProgressButton>
      )}
    </li>
  );
}

/** The other stewards: there or not, and on call with whom. */
function Colleagues({ board }: { board: Board }) {
  const { t } = useTranslation();
  const others = board.staff.filter(({ id, roles }) => id !== board.my_staff_id && isSteward(roles));
  if (others.length === 0) return null;
  const nameOf = (sittingId: string) => board.sittings.find(({ id }) => id === sittingId)?.candidate.name;
  return (
    <div className={classes.colleagues} role="group" aria-label={t('colleagues.label')}>
      <span>{t('colleagues.label')}</span>
      {others.map(({ id, name, online, on_call_sitting_id: callId }) => (
        <span key={id}>
          {name}{' '}
          <Badge variant="light" tt="none" color={callId !== undefined ? 'teal' : online ? 'brand' : 'gray'}>
            {callId !== undefined
              ? t('colleagues.on_call', { name: nameOf(callId) ?? '' })
              : t(online ? 'colleagues.free' : 'colleagues.away')}
          </Badge>
        </span>
      ))}
    </div>
  );
}
