import { Button, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Board, BoardSitting } from '@shared/model';
import { PhaseBadge } from '@shared/ui';
import { CheckInLine } from '../../board/check-in';
import { Still } from '../../board/still';
import { WaitingTime } from '../../board/waiting-time';
import { SessionFrame } from '../../layout/session-frame';
import { maySeeRecordings, mayWatch, sortRoles } from '../../roles';
import classes from './overview-page.module.css';

/** Everybody of a session at a glance; nothing is done from here. */
export default function OverviewPage() {
  const { sessionId = '' } = useParams();
  return (
    <SessionFrame sessionId={sessionId} view="overview">
      {(board) => (
        <div className={classes.columns}>
          <Candidates board={board} />
          <Staff board={board} />
        </div>
      )}
    </SessionFrame>
  );
}

function Candidates({ board }: { board: Board }) {
  const { t } = useTranslation();
  const recordings = maySeeRecordings(board.my_roles);
  return (
    <section className={classes.card} aria-label={t('overview.candidates')}>
      <Table verticalSpacing="xs" horizontalSpacing="sm" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {['order', 'name', 'number', 'phase', 'check_in', 'cameras', 'remarks'].map((column) => (
              <Table.Th key={column} className={classes.head}>
                {t(`overview.${column}`)}
              </Table.Th>
            ))}
            {recordings && <Table.Th className={classes.head}>{t('overview.recordings')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {board.sittings.map((sitting) => (
            <Table.Tr key={sitting.id}>
              <Table.Td className="numeral">{sitting.order}</Table.Td>
              <Table.Td>
                <Text fw={600}>{sitting.candidate.name}</Text>
              </Table.Td>
              <Table.Td className="numeral">{sitting.candidate.number}</Table.Td>
              <Table.Td>
                <PhaseBadge phase={sitting.phase} size="lg" />
              </Table.Td>
              <Table.Td>
                <CheckInLine sitting={sitting} />
              </Table.Td>
              <Table.Td>
                <Cameras board={board} sitting={sitting} />
              </Table.Td>
              <Table.Td>
                <Remarks sitting={sitting} />
              </Table.Td>
              {recordings && (
                <Table.Td>
                  {(sitting.phase === 'finished' || sitting.started_at !== undefined) && (
                    <Button component={Link} to={`/sessions/${board.session.id}/recordings/${sitting.id}`} variant="light">
                      {t('row.recordings')}
                    </Button>
                  )}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

const inRoom = ['check_in', 'waiting', 'invited', 'interviewing', 'seated', 'answering', 'submitted'];

function Cameras({ board, sitting }: { board: Board; sitting: BoardSitting }) {
  const { t } = useTranslation();
  if (!inRoom.includes(sitting.phase)) return '—';
  if (!mayWatch(board.my_roles)) {
    return sitting.devices.map(({ position, state }) => (
      <Text key={position} size="sm">
        {t('camera.is', { camera: t(`position.${position}`), state: t(`camera.${state}`) })}
      </Text>
    ));
  }
  return (
    <div className={classes.stills}>
      <Still sitting={sitting} position={1} />
      <Still sitting={sitting} position={2} />
    </div>
  );
}

function Remarks({ sitting }: { sitting: BoardSitting }) {
  const { t } = useTranslation();
  const { ended } = sitting;
  return (
    <Text size="sm" c="dimmed">
      {sitting.phase === 'waiting' && <WaitingTime since={sitting.waiting_since} />}{' '}
      {sitting.call !== undefined && t('row.on_call', { staff: sitting.call.staff_name })}{' '}
      {sitting.missed_invitations > 0 && t('row.unanswered', { count: sitting.missed_invitations })}{' '}
      {ended?.reason !== undefined && (ended.reason === 'session_end' ? t('fact.session_end') : ended.reason)}
    </Text>
  );
}

function Staff({ board }: { board: Board }) {
  const { t } = useTranslation();
  return (
    <section className={classes.card} aria-label={t('overview.staff')}>
      <h2 className={classes.title}>{t('overview.staff')}</h2>
      <ul className={classes.staff}>
        {board.staff.map(({ id, name, roles, online }) => (
          <li key={id} data-online={online || undefined}>
            <span>
              <strong>{name}</strong> {sortRoles(roles).map((role) => t(`role.${role}`)).join(' · ')}
            </span>
            <span className={classes.presence}>{t(online ? 'overview.online' : 'overview.offline')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
