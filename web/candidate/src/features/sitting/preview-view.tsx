import { Button, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '@shared/api/hooks';
import type { Position, SittingView } from '@shared/model';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { Card } from '../../layout/card';
import { useEnterWaiting, useGetReady, useLeave, useTakeSeat } from './api';
import { CameraChoice, MicrophoneCheck } from './device-choice';
import { DeviceTrouble } from './device-trouble';
import { useMedia } from './media-context';
import { remember } from './memory';
import { OwnTile } from './own-tile';
import { Patience } from './patience';
import classes from './preview-view.module.css';

/** Looks at one's own camera and microphone before they count. */
export function PreviewView({ sitting, position }: { sitting: SittingView; position: Position }) {
  const { t } = useTranslation();
  const { local } = useMedia();
  const type = sitting.subject.exam_type;
  const [wait, seat, ready] = [useEnterWaiting(sitting.id), useTakeSeat(sitting.id), useGetReady(sitting.id)];
  const enter = type === 'video' ? ready : type === 'written' ? seat : wait;
  const leave = useLeave(sitting.id);
  const me = useMe();
  const seen = local.camera.state === 'live';
  const heard = position === 2 || local.microphone.state === 'live';

  const goOn = async () => {
    if (position === 1 && (sitting.phase === 'assigned' || sitting.phase === 'check_in')) {
      await enter.mutateAsync(undefined);
    }
    remember(sitting.id, { ready: true });
  };
  const goBack = async () => {
    remember(sitting.id, { position: 0, ready: false });
    await leave.mutateAsync();
  };
  return (
    <div className={classes.view}>
      <div className={classes.picture}>
        <OwnTile position={position} fit="contain" />
      </div>
      <Card>
        <Stack gap="md">
          <div>
            <Title order={2}>{t('preview.title')}</Title>
            <Text c="var(--ink-soft)">{t(`preview.lead_${position}`)}</Text>
          </div>
          <DeviceTrouble />
          <CameraChoice />
          {position === 1 && <MicrophoneCheck />}
          <Patience step={enter} />
          <ErrorNotice error={enter.error ?? leave.error} />
          <ProgressButton fullWidth disabled={!seen || !heard} onPress={goOn}>
            {t(position === 2 ? 'preview.start_second' : type === 'video' ? 'preview.get_ready' : type === 'written' ? 'preview.take_seat' : 'preview.enter_waiting')}
          </ProgressButton>
          {me.data?.kind === 'candidate' && (
            <Button variant="subtle" size="md" onClick={() => void goBack()}>
              {t('preview.other_position')}
            </Button>
          )}
        </Stack>
      </Card>
    </div>
  );
}
