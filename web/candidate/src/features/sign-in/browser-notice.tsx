import { Alert, Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceProblem } from '@shared/media/device-problem';

/** Why this browser or page cannot be used for an exam, and where to go. */
export function BrowserNotice({ problem }: { problem: DeviceProblem }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(location.href).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <Alert color="orange" variant="light" mb="md" role="alert" title={t(`device.${problem}.title`)} data-problem={problem}>
      <Text size="sm">{t(`device.${problem}.hint`)}</Text>
      {problem === 'wechat' && (
        <>
          <Text size="sm" mt="xs" style={{ userSelect: 'all', wordBreak: 'break-all' }}>
            {location.href}
          </Text>
          <Button mt="sm" size="compact-md" variant="default" c="#8a3c02" onClick={() => void copy()}>
            {t(copied ? 'home.copied' : 'home.copy_link')}
          </Button>
        </>
      )}
    </Alert>
  );
}
