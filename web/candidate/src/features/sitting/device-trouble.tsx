import { Alert, Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMedia } from './media-context';

/** Why the camera or microphone is not there, and what to do (FEATURES B, every refusal). */
export function DeviceTrouble() {
  const { t } = useTranslation();
  const { local, retryDevices } = useMedia();
  const failed = [local.camera, local.microphone].find((one) => one.state === 'failed');
  if (failed === undefined || failed.state !== 'failed') return null;
  return (
    <Alert
      color="orange"
      variant="light"
      role="alert"
      title={t(`device.${failed.problem}.title`)}
      data-problem={failed.problem}
    >
      <Text size="sm">{t(`device.${failed.problem}.hint`)}</Text>
      <Button mt="sm" size="compact-md" variant="default" c="#8a3c02" onClick={retryDevices}>
        {t('action.retry')}
      </Button>
    </Alert>
  );
}
