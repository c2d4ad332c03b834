import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LevelMeter } from '@shared/media';
import { Icon } from '../../icons';
import { useMedia } from './media-context';

/** Another camera, where there are several. */
export function CameraChoice() {
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

/** Shows that the microphone hears, and offers another where there are several. */
export function MicrophoneCheck({ onVoice }: { onVoice?: () => void }) {
  const { t } = useTranslation();
  const { local, chooseMicrophone } = useMedia();
  const [heard, setHeard] = useState(false);
  const { microphone, microphones } = local;
  const onHeard = () => {
    setHeard(true);
    onVoice?.();
  };
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
      <LevelMeter key={microphone.track.id} track={microphone.track} onVoice={onHeard} />
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
