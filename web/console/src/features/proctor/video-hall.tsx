import { Alert, Badge, Button, Group, Menu, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueryClient } from '@tanstack/react-query';
import { useServerNow } from '@shared/clock';
import type { Board, BoardSitting } from '@shared/model';
import { clockText, ErrorNotice, PhaseBadge } from '@shared/ui';
import { CheckInLine, CheckInPanel } from '../../board/check-in';
import { MessageBox } from '../../board/message-box';
import { secondCameraOf } from '../../board/rules';
import { Still } from '../../board/still';
import { Cameras } from '../../media/cameras';
import { RoomTrouble } from '../../media/room-state';
import { useSittingRoom } from '../../media/use-sitting-room';
import { isProctor } from '../../roles';
import { AskDialog, type Ask } from './ask-dialog';
import { TakeDialog } from './take-dialog';
import { useAct, type Act } from './use-written';
import { useAlarms, useVideoRows, videoRowsKey } from './use-video';
import { videoStepsFor, type Alarm, type VideoRow } from './video-alarms';
import classes from './proctor.module.css';
import own from './video.module.css';

/** The proctor's board of a video exam: both cameras of everybody, alarms, takes, tries (FEATURES F1-F11). */
export function VideoHall({ board }: { board: Board }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const rows = useVideoRows(board.session.id);
  const post = useAct(board.session.id);
  const alarms = useAlarms([...(rows.data?.values() ?? [])]);
  const [ask, setAsk] = useState<Ask>();
  const act: Act = async (...given) => {
    const done = await post(...given);
    void client.invalidateQueries({ queryKey: videoRowsKey(board.session.id) });
    return done;
  };
  const nameOf = (id: string) => board.sittings.find((one) => one.id === id)?.candidate.name ?? '';
  return (
    <div className={classes.hall}>
      <ErrorNotice error={rows.error} onRetry={() => void rows.refetch()} />
      {alarms.length > 0 && (
        <Alert color="red.9" variant="filled" role="alert" title={t('video.alarm')} className={own.alarm}>
          {alarms.map((alarm) => (
            <div key={`${alarm.sittingId} ${alarm.position}`}>
              {nameOf(alarm.sittingId)} · {t(`position.${alarm.position}`)} · {t(`video.problem.${alarm.problem}`)}
            </div>
          ))}
        </Alert>
      )}
      <ol className={classes.wall} aria-label={t('proctor.candidates')}>
        {[...board.sittings]
          .sort((a, b) => a.order - b.order)
          .map((sitting) => (
            <VideoCard
              key={sitting.id}
              board={board}
              sitting={sitting}
              row={rows.data?.get(sitting.id)}
              alarms={alarms.filter(({ sittingId }) => sittingId === sitting.id)}
              act={act}
              onAsk={setAsk}
            />
          ))}
      </ol>
      {ask !== undefined && <AskDialog ask={ask} onClose={() => setAsk(undefined)} />}
    </div>
  );
}

interface VideoCardProps {
  board: Board;
  sitting: BoardSitting;
  row: VideoRow | undefined;
  alarms: Alarm[];
  act: Act;
  onAsk: (ask: Ask) => void;
}

function VideoCard(props: VideoCardProps) {
  const { board, sitting, row, alarms } = props;
  const { t } = useTranslation();
  const [shown, setShown] = useState<'live' | 'takes'>();
  const { name } = sitting.candidate;
  return (
    <li className={`${classes.card} ${alarms.length > 0 ? own.loud : ''}`} data-sitting={sitting.id} data-candidate={name} data-phase={sitting.phase} data-alarm={alarms[0]?.problem}>
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
      {row !== undefined && <VideoFacts row={row} />}
      <Group gap={6}>
        <Button size="compact-md" variant="light" onClick={() => setShown('live')} aria-label={t('proctor.look_at', { name })}>
          {t('proctor.look')}
        </Button>
        {(row?.takes?.length ?? 0) > 0 && (
          <Button size="compact-md" variant="light" onClick={() => setShown('takes')} aria-label={t('video.play_of', { name })}>
            {t('video.play')}
          </Button>
        )}
        {isProctor(board.my_roles) && <VideoActions {...props} />}
      </Group>
      {shown === 'live' && (
        <Modal opened onClose={() => setShown(undefined)} title={`${name} · ${sitting.candidate.number}`} size="80%" centered>
          {['ready', 'recording', 'previewing'].includes(sitting.phase) && <Live board={board} sitting={sitting} />}
          <CheckInPanel board={board} sitting={sitting} />
          {sitting.phase !== 'assigned' && <MessageBox sitting={sitting} />}
        </Modal>
      )}
      {shown === 'takes' && <TakeDialog sittingId={sitting.id} name={name} onClose={() => setShown(undefined)} />}
    </li>
  );
}

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

/** A size as people read it; less than a gigabyte in megabytes. */
const sizeText = (bytes: number) => (bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`);

/** Recorder, storage and what is not sent yet of both devices; take, tries and time. */
function VideoFacts({ row }: { row: VideoRow }) {
  const { t } = useTranslation();
  const nowMs = useServerNow();
  const { take } = row;
  return (
    <div className={classes.facts}>
      {take !== undefined && (
        <span data-fact="take">
          {t('video.take', { n: take.number })} {take.broken && <Badge color="red.9" tt="none">{t('video.broken')}</Badge>}{' '}
          {take.incomplete && <Badge color="red.9" tt="none">{t('video.incomplete')}</Badge>}
        </span>
      )}
      <span data-fact="tries">{row.practice ? t('video.practice') : t('video.tries', { n: row.tries_left })}</span>
      {take?.state === 'recording' && (
        <span className="numeral" data-fact="clock">
          {t('video.running', { time: clockText(Math.max(0, Math.floor((nowMs - Date.parse(take.starts_at)) / 1000))), most: clockText(row.rule.max_seconds) })}
        </span>
      )}
      {(row.devices ?? []).map((device) => (
        <span key={device.position} data-device={device.position} data-problem={device.problem} className={device.problem === '' ? undefined : own.wrong}>
          {t('camera.is', { camera: t(`position.${device.position}`), state: t(device.problem === '' ? `video.recorder.${device.recorder}` : `video.problem.${device.problem}`) })}
          {device.unsent_bytes > 0 && ` · ${t('video.unsent', { size: sizeText(device.unsent_bytes) })}`}
          {device.storage_free_bytes !== null && ` · ${t('video.storage', { size: sizeText(device.storage_free_bytes) })}`}
        </span>
      ))}
    </div>
  );
}

function VideoActions({ sitting, row, act, onAsk }: VideoCardProps) {
  const { t } = useTranslation();
  const steps = videoStepsFor(sitting, row);
  if (steps.length === 0) return null;
  const { name } = sitting.candidate;
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <Button size="compact-md" variant="default" aria-label={t('proctor.more_of', { name })}>
          {t('proctor.more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {steps.map((step) => (
          <Menu.Item
            key={step.path}
            onClick={() =>
              onAsk({
                title: t(`video.step.${step.kind}`, { name }),
                confirm: t('proctor.confirm'),
                onConfirm: (given) => act(t('proctor.confirm'), step.path, step.body(given)),
                ...(step.minutes !== undefined && { minutes: step.minutes }),
                ...(step.reason !== undefined && { reason: step.reason }),
              })
            }
          >
            {t(`video.step.${step.kind}`, { name })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
