import { Button, Drawer, Group, Image, Modal, Popover, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board, BoardSitting } from '@shared/model';
import { ProgressButton } from '@shared/ui';
import { IdentityButton } from '../../board/identity';
import { MessageBox } from '../../board/message-box';
import { Person } from '../../board/person';
import { secondCameraOf } from '../../board/rules';
import type { MakeMove } from '../../board/use-moves';
import { Elapsed } from '../../board/waiting-time';
import { Cameras } from '../../media/cameras';
import { cameraOf } from '../../media/tile-words';
import { RoomTrouble } from '../../media/room-state';
import type { SittingRoom } from '../../media/use-sitting-room';
import classes from './panel-page.module.css';

interface InterviewStageProps {
  board: Board;
  sitting: BoardSitting;
  media: SittingRoom;
  move: MakeMove;
}

/** The interview: both cameras large, the clock, the panel, and the end. */
export function InterviewStage({ board, sitting, media, move }: InterviewStageProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'end' | 'message'>();
  return (
    <>
      <div className={classes.card}>
        <div className={classes.head}>
          <Photo sitting={sitting} />
          <div className={classes.side}>
            <div className={classes.clockLabel}>{t('interview.elapsed')}</div>
            <div className={classes.clock}>{sitting.started_at !== undefined && <Elapsed since={sitting.started_at} />}</div>
          </div>
          <IdentityButton board={board} sitting={sitting} live={cameraOf(media.shown.others, 1)?.camera} />
          <Button size="md" variant="default" onClick={() => setAsked('message')}>
            {t('message.open')}
          </Button>
          <Button size="md" color="red.9" onClick={() => setAsked('end')}>
            {t('move.end')}
          </Button>
        </div>
        <RoomTrouble room={media.room} shown={media.shown} />
        <Cameras sitting={sitting} shown={media.shown} secondCamera={secondCameraOf(board, sitting)} />
      </div>
      {asked === 'end' && <EndDialog sitting={sitting} move={move} onClose={() => setAsked(undefined)} />}
      <Drawer opened={asked === 'message'} onClose={() => setAsked(undefined)} position="bottom" size={250} title={t('message.open')}>
        <MessageBox sitting={sitting} />
      </Drawer>
    </>
  );
}

/** Who it is; the reference photo opens large beside the picture. */
function Photo({ sitting }: { sitting: BoardSitting }) {
  const { t } = useTranslation();
  const url = sitting.candidate.photo_url;
  return (
    <Group gap="sm" wrap="nowrap">
      <Person candidate={sitting.candidate} large />
      {url !== undefined && (
        <Popover position="bottom-start" withArrow>
          <Popover.Target>
            <Button variant="subtle" size="compact-md">
              {t('interview.photo')}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <Image src={url} w={260} alt={t('interview.photo_of', { name: sitting.candidate.name })} />
          </Popover.Dropdown>
        </Popover>
      )}
    </Group>
  );
}

/** The end cannot be taken back by an examiner, so it is asked twice. */
function EndDialog({ sitting, move, onClose }: { sitting: BoardSitting; move: MakeMove; onClose: () => void }) {
  const { t } = useTranslation();
  const { name } = sitting.candidate;
  return (
    <Modal opened onClose={onClose} title={t('end.title', { name })} centered>
      <Stack gap="md">
        <Text size="lg">
          {t('end.so_far')} {sitting.started_at !== undefined && <Elapsed since={sitting.started_at} />}
        </Text>
        <Text size="md">{t('end.effect')}</Text>
        <Group justify="flex-end">
          <Button size="md" variant="default" onClick={onClose} data-autofocus>
            {t('end.not_yet')}
          </Button>
          <ProgressButton
            size="md"
            color="red.9"
            onPress={async () => {
              await move('end', sitting);
              onClose();
            }}
          >
            {t('end.confirm')}
          </ProgressButton>
        </Group>
      </Stack>
    </Modal>
  );
}
