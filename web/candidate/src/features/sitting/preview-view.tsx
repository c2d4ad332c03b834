import { Button, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@shared/api/hooks';
import type { Position, SittingView } from '@shared/model';
import { LevelMeter } from '@shared/media';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { Icon } from '../../icons';
import { Card } from '../../layout/card';
import { useEnterWaiting, useLeave } from './api';
import { DeviceTrouble } from './device-trouble';
import { useMedia } from './media-context';
import { remember } from './memory';
import { OwnTile } from './own-tile';
import classes from './preview-view.module.css';

/** Looks at one's own camera and microphone before they count. */
export function PreviewView({ sitting, position }: { sitting: SittingView; position: Position }) {
  const { t } = useTranslation();
  const { local } = useMedia();
  const enter = useEnterWaiting(sitting.id);
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
          <ErrorNotice error={enter.error ?? leave.error} />
          <ProgressButton fullWidth disabled={!seen || !heard} onPress={goOn}>
            {t(position === 1 ? 'preview.enter_waiting' : 'preview.start_second')}
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

function CameraChoice() {
  const { t } = useTranslation();
  const { local, switchCamera, chooseCamera } = useMedia();
  const { camera, cameras } = local;
  if (camera.state !== 'live' || cameras.length < 2) return null;
  const { facingMode, deviceId } = camera.track.getSettings();
  if (facingMode !== undefined) {
    return (
      <Button variant="light" size="md" leftSection={<Icon name="switch" size={18} />} onClick={switchCamera}>
        {t('preview.switch_camera')}
      </Button>
    );
  }
  return (
    <NativeSelect
      label={t('preview.camera')}
      value={deviceId ?? ''}
      data={cameras.map((one, at) => ({ value: one.deviceId, label: one.label || `${t('preview.camera')} ${at + 1}` }))}
      onChange={(event) => chooseCamera(event.currentTarget.value)}
    />
  );
}

function MicrophoneCheck() {
  const { t } = useTranslation();
  const { local, chooseMicrophone } = useMedia();
  const [heard, setHeard] = useState(false);
  const { microphone, microphones } = local;
  if (microphone.state !== 'live') return null;
  return (
    <div>
      <Group justify="space-between" gap="xs" mb={6}>
        <Text size="sm" fw={550}>
          {t('preview.microphone')}
        </Text>
        <Text size="sm" c={heard ? '#14663f' : 'var(--ink-soft)'} role="status">
          {t(heard ? 'preview.heard' : 'preview.say_something')}
        </Text>
      </Group>
      <LevelMeter key={microphone.track.id} track={microphone.track} onVoice={() => setHeard(true)} />
      {microphones.length > 1 && (
        <NativeSelect
          mt="sm"
          aria-label={t('preview.microphone')}
          value={microphone.track.getSettings().deviceId ?? ''}
          data={microphones.map((one, at) => ({
            value: one.deviceId,
            label: one.label || `${t('preview.microphone')} ${at + 1}`,
          }))}
          onChange={(event) => chooseMicrophone(event.currentTarget.value)}
        />
      )}
    </div>
  );
}
