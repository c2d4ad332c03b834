import { Loader, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Measured } from '@shared/device-check';
import { trackOf } from '@shared/media';
import { ErrorNotice } from '@shared/ui';
import { Icon } from '../../icons';
import { Card } from '../../layout/card';
import classes from './device-check.module.css';
import { measureDevice } from './measure/device';
import { measureMedia } from './measure/media';
import { measureEvents, measureNetwork } from './measure/network';
import type { StageProps } from './stages';

const steps = ['network', 'events', 'media', 'device'] as const;

/** What needs nobody: the way to the server, the media server, the device itself. */
export function NetworkStage({ token, local, measure, onDone }: StageProps & { token: string }) {
  const { t } = useTranslation();
  const [at, setAt] = useState(0);
  const [error, setError] = useState<unknown>();
  const begun = useRef(false);
  const run = async () => {
    setError(undefined);
    try {
      const found: Measured = {};
      setAt(0);
      found.network = await measureNetwork(token);
      setAt(1);
      found.events = await measureEvents();
      setAt(2);
      const { camera, microphone } = local.store.value;
      found.media = await measureMedia(token, [trackOf(camera), trackOf(microphone)].filter((one) => one !== undefined));
      setAt(3);
      Object.assign(found, await measureDevice());
      onDone(await measure.mutateAsync(found));
    } catch (cause) {
      setError(cause);
    }
  };
  useEffect(() => {
    if (begun.current) return; // measured once, however often the page is drawn
    begun.current = true;
    void run();
  });
  return (
    <Card>
      <Stack gap="md">
        <Title order={2}>{t('device_check.stage.network')}</Title>
        <Text>{t('device_check.network_hint')}</Text>
        <ul className={classes.doing} aria-live="polite">
          {steps.map((step, n) => (
            <li key={step}>
              {n < at ? <Icon name="check" size={22} /> : n === at && error === undefined ? <Loader size={20} aria-hidden /> : <Icon name="clock" size={22} />}
              {t(`device_check.doing.${step}`)}
            </li>
          ))}
        </ul>
        <ErrorNotice error={error} onRetry={() => void run()} />
      </Stack>
    </Card>
  );
}
