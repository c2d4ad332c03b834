import { Badge, Button, Group, Menu, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { secondsUntil, useServerNow } from '@shared/clock';
import type { Board, BoardSitting } from '@shared/model';
import { clockText, PhaseBadge } from '@shared/ui';
import { CheckInLine, CheckInPanel } from '../../board/check-in';
import { MessageBox } from '../../board/message-box';
import { secondCameraOf } from '../../board/rules';
import { Still } from '../../board/still';
import { Cameras } from '../../media/cameras';
import { RoomTrouble } from '../../media/room-state';
import { useSittingRoom } from '../../media/use-sitting-room';
import type { Ask } from './ask-dialog';
import { LivePair } from './live-wall';
import { Pages } from './pages';
import { stepsFor } from './steps';
import classes from './proctor.module.css';
import { usePapers, type Act, type WrittenRow } from './use-written';

interface CandidateCardProps {
  board: Board;
  sitting: BoardSitting;
  row: WrittenRow | undefined;
  act: Act;
  onAsk: (ask: Ask) => void;
  /** Pictures that move in the place of stills. */
  live?: boolean;
}

/** One candidate: both cameras, how far the answer is, and what the proctor can do. */
export function CandidateCard(props: CandidateCardProps) {
  const { board, sitting, row, live = false } = props;
  const { t } = useTranslation();
  const [large, setLarge] = useState(false);
  const { name } = sitting.candidate;
  return (
    <li className={classes.card} data-sitting={sitting.id} data-candidate={name} data-phase={sitting.phase}>
      {live && !large && isLive(sitting) ? (
        <LivePair board={board} sitting={sitting} />
      ) : (
        <div className={classes.stills}>
          <Still sitting={sitting} position={1} />
          {secondCameraOf(board, sitting) !== 'none' && <Still sitting={sitting} position={2} />}
        </div>
      )}
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Text fw={600} truncate>
          {sitting.order} {name}
        </Text>
        <PhaseBadge phase={sitting.phase} />
      </Group>
      {(sitting.phase === 'check_in' || sitting.accommodation !== undefined) && <CheckInLine sitting={sitting} />}
      {row !== undefined && <Facts row={row} phase={sitting.phase} />}
      <Group gap={6}>
        <Button size="compact-md" variant="light" onClick={() => setLarge(true)} aria-label={t('proctor.look_at', { name })}>
          {t('proctor.look')}
        </Button>
        <Actions {...props} />
      </Group>
      {large && <Look {...props} onClose={() => setLarge(false)} />}
    </li>
  );
}

/** Whether proctors may be in a candidate's media room now: from her seat to her departure. */
export function isLive({ phase }: BoardSitting): boolean {
  return ['seated', 'answering', 'submitted'].includes(phase);
}

/** One candidate large: both cameras live, her check-in, her pages, a message. */
export function Look({ board, sitting, row, act, onClose }: Omit<CandidateCardProps, 'onAsk'> & { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={`${sitting.candidate.name} · ${sitting.candidate.number}`} size="80%" centered>
      {isLive(sitting) && <Live board={board} sitting={sitting} />}
      <CheckInPanel board={board} sitting={sitting} />
      {row?.pages !== undefined && <Pages sittingId={sitting.id} row={row} open={sitting.phase === 'answering'} act={act} />}
      {sitting.phase !== 'assigned' && <MessageBox sitting={sitting} />}
    </Modal>
  );
}

/** Both cameras live, unseen by the candidate. */
function Live({ board, sitting }: { board: Board; sitting: BoardSitting }) {
  const media = useSittingRoom(sitting.id, 'panel');
  if (media === undefined) return null;
  return (
    <div className={classes.live}>
      <RoomTrouble room={media.room} shown={media.shown} />
      <Cameras sitting={sitting} shown={media.shown} secondCamera={secondCameraOf(board, sitting)} />
    </div>
  );
}

function Facts({ row, phase }: { row: WrittenRow; phase: string }) {
  const { t, i18n } = useTranslation();
  const nowMs = useServerNow();
  const at = (instant: string) => new Date(instant).toLocaleTimeString(i18n.language, { hour12: false });
  const { paper, pages } = row;
  return (
    <div className={classes.facts}>
      {paper !== undefined && <span data-fact="opened">{paper.opened_at === undefined ? t('proctor.unopened') : t('proctor.opened', { at: at(paper.opened_at) })}</span>}
      {row.withdrawn !== undefined && <Badge color="red.9" tt="none">{t('proctor.was_withdrawn')}</Badge>}
      {pages !== undefined && (
        <span data-fact="pages">
          {t('proctor.pages', { n: pages.files.length, at: at(pages.sent_at) })} {pages.late && <Badge color="red.9" tt="none">{t('proctor.late')}</Badge>}
        </span>
      )}
      {paper?.kind === 'online' && (
        <span data-fact="answered">
          {t('proctor.answered', { n: row.answered, all: paper.items })} {row.saved_at !== undefined && t('proctor.saved', { at: at(row.saved_at) })}
        </span>
      )}
      {row.pause !== undefined && (
        <Badge color="red.9" tt="none" data-fact="paused" title={row.pause.reason}>
          {t('proctor.paused', { at: at(row.pause.since), reason: row.pause.reason })}
        </Badge>
      )}
      {phase === 'answering' && <span className="numeral">{t('proctor.left', { time: clockText(row.pause?.left_seconds ?? secondsUntil(row.ends_at, nowMs)) })}</span>}
      {row.break !== undefined && <Resting rest={row.break} at={at} />}
      {row.given_minutes > 0 && <span data-fact="given">{t('proctor.given', { n: row.given_minutes })}</span>}
      {row.submitted_at !== undefined && <span data-fact="submitted">{t('proctor.submitted', { at: at(row.submitted_at) })}</span>}
    </div>
  );
}

/** The break that a candidate is on, or how many she took (FEATURES K3). */
function Resting({ rest, at }: { rest: NonNullable<WrittenRow['break']>; at: (instant: string) => string }) {
  const { t } = useTranslation();
  const overdue = secondsUntil(rest.back_by ?? '', useServerNow()) === 0;
  if (rest.back_by !== undefined) {
    return (
      <Badge color={overdue ? 'red.9' : 'blue.9'} tt="none" data-fact="break" data-overdue={overdue || undefined}>
        {t(overdue ? 'proctor.break_overdue' : 'proctor.on_break', { at: at(rest.back_by) })}
      </Badge>
    );
  }
  return rest.taken > 0 ? <span data-fact="breaks">{t('proctor.breaks_taken', { n: rest.taken })}</span> : null;
}

/** The menu of what can be done with a candidate in her phase. */
export function Actions({ board, sitting, row, act, onAsk }: CandidateCardProps) {
  const { t } = useTranslation();
  const papers = usePapers(board.session.id);
  const steps = stepsFor(sitting, row, papers.data ?? []);
  if (steps.length === 0) return null;
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <Button size="compact-md" variant="default" aria-label={t('proctor.more_of', { name: sitting.candidate.name })}>
          {t('proctor.more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {steps.map((step) => (
          <Menu.Item
            key={step.path}
            onClick={() =>
              onAsk({
                title: t(`proctor.step.${step.kind}`, { name: sitting.candidate.name, title: step.paper ?? '' }),
                confirm: t('proctor.confirm'),
                onConfirm: (given) => act(t('proctor.confirm'), step.path, step.body(given)),
                ...(step.minutes !== undefined && { minutes: step.minutes }),
                ...(step.reason !== undefined && { reason: step.reason }),
              })
            }
          >
            {t(`proctor.step.${step.kind}`, { name: sitting.candidate.name, title: step.paper ?? '' })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
