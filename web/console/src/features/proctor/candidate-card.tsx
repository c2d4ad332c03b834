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
import { stepsFor } from './steps';
import classes from './proctor.module.css';
import { usePapers, type Act, type WrittenRow } from './use-written';

interface CandidateCardProps {
  board: Board;
  sitting: BoardSitting;
  row: WrittenRow | undefined;
  act: Act;
  onAsk: (ask: Ask) => void;
}

/** One candidate: both cameras, how far the answer is, and what the proctor can do. */
export function CandidateCard(props: CandidateCardProps) {
  const { board, sitting, row } = props;
  const { t } = useTranslation();
  const [large, setLarge] = useState(false);
  const { name } = sitting.candidate;
  const live = ['seated', 'answering', 'submitted'].includes(sitting.phase);
  return (
    <li className={classes.card} data-sitting={sitting.id} data-candidate={name} data-phase={sitting.phase}>
      <div className={classes.stills}>
        <Still sitting={sitting} position={1} />
        {secondCameraOf(board, sitting) !== 'none' && <Still sitting={sitting} position={2} />}
      </div>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Text fw={600} truncate>
          {sitting.order} {name}
        </Text>
        <PhaseBadge phase={sitting.phase} />
      </Group>
      {sitting.phase === 'check_in' && <CheckInLine sitting={sitting} />}
      {row !== undefined && <Facts row={row} phase={sitting.phase} />}
      <Group gap={6}>
        <Button size="compact-md" variant="light" onClick={() => setLarge(true)} aria-label={t('proctor.look_at', { name })}>
          {t('proctor.look')}
        </Button>
        <Actions {...props} />
      </Group>
      {large && (
        <Modal opened onClose={() => setLarge(false)} title={`${name} · ${sitting.candidate.number}`} size="80%" centered>
          {live ? <Live board={board} sitting={sitting} /> : null}
          <CheckInPanel board={board} sitting={sitting} />
          {row?.pages !== undefined && <Pages row={row} />}
          {sitting.phase !== 'assigned' && <MessageBox sitting={sitting} />}
        </Modal>
      )}
    </li>
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
      {phase === 'answering' && <span className="numeral">{t('proctor.left', { time: clockText(secondsUntil(row.ends_at, nowMs)) })}</span>}
      {row.given_minutes > 0 && <span data-fact="given">{t('proctor.given', { n: row.given_minutes })}</span>}
      {row.submitted_at !== undefined && <span data-fact="submitted">{t('proctor.submitted', { at: at(row.submitted_at) })}</span>}
    </div>
  );
}

function Pages({ row }: { row: WrittenRow }) {
  const { t } = useTranslation();
  return (
    <ol className={classes.pages} data-testid="pages">
      {row.pages?.files.map(({ id, url }, at) => (
        <li key={id}>
          <a href={url} target="_blank" rel="noreferrer">
            <img src={`${url}?small=true`} alt={t('proctor.page', { n: at + 1 })} />
          </a>
        </li>
      ))}
    </ol>
  );
}

/** The menu of what can be done with a candidate in her phase. */
function Actions({ board, sitting, row, act, onAsk }: CandidateCardProps) {
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
