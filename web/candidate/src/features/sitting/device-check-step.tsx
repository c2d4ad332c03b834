import { Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { Card } from '../../layout/card';
import type { StepProps } from '../../layout/check-in';
import { useCheckDevices } from './api';
import { CameraChoice, MicrophoneCheck } from './device-choice';
import { DeviceTrouble } from './device-trouble';
import classes from './check-in-view.module.css';
import { OwnTile } from './own-tile';

/** Camera, microphone and network of the first device, tried out before they count (FEATURES B3). */
export function DeviceCheckStep({ sitting, camera, microphone, onDone }: StepProps) {
  const { t } = useTranslation();
  const check = useCheckDevices(sitting.id);
  const [heard, setHeard] = useState(false);
  const seen = camera !== undefined;
  const goOn = async () => {
    if (camera === undefined) return;
    const { width = 0, height = 0 } = camera.getSettings();
    onDone(
      await check.mutateAsync({
        ...{ camera: camera.label.slice(0, 200), width, height },
        ...{ microphone: (microphone?.label ?? '').slice(0, 200), heard, latency_ms: await latencyMs(sitting.id) },
      }),
    );
  };
  return (
    <div className={classes.two}>
      <div className={classes.picture}>
        <OwnTile position={1} fit="contain" />
      </div>
      <Card>
        <Stack gap="md">
          <div>
            <Title order={2}>{t('check_in.step.device_check')}</Title>
            <Text c="var(--ink-soft)">{t('preview.lead_1')}</Text>
          </div>
          <DeviceTrouble />
          <CameraChoice />
          <MicrophoneCheck onVoice={() => setHeard(true)} />
          <ul className={classes.checks}>
            <li data-good={seen || undefined}>{t('check_in.device.picture')}</li>
            <li data-good={heard || undefined}>{t('check_in.device.voice')}</li>
          </ul>
          <ErrorNotice error={check.error} />
          <ProgressButton fullWidth disabled={!seen || !heard} onPress={goOn}>
            {t('check_in.device.good')}
          </ProgressButton>
          {!heard && (
            <Text size="sm" c="var(--ink-soft)">
              {t('check_in.ask_staff', { contact: sitting.contact })}
            </Text>
          )}
        </Stack>
      </Card>
    </div>
  );
}

/** Milliseconds to the server and back, now. */
async function latencyMs(sittingId: string): Promise<number> {
  const from = performance.now();
  await api.get(`/api/sittings/${sittingId}`, { timeoutMs: 8_000 });
  return Math.round(performance.now() - from);
}
