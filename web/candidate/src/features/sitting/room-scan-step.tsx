import { Alert, Button, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SittingDevice, SittingView } from '@shared/model';
import { ErrorNotice, PlacingPicture, ProgressButton } from '@shared/ui';
import { Icon } from '../../icons';
import { Card } from '../../layout/card';
import type { StepProps } from '../../layout/check-in';
import { useScanRoom } from './api';
import classes from './check-in-view.module.css';
import { ConnectSecond } from './connect-second';
import { DeviceTrouble } from './device-trouble';
import { OwnTile } from './own-tile';

/**
 * The candidate shows her room and places the second camera by the picture; where
 * the step asks for it, staff look and tick or ask again (FEATURES B11).
 */
export function RoomScanStep({ sitting, step, onDone }: StepProps) {
  const { t } = useTranslation();
  const scan = useScanRoom(sitting.id);
  const [connecting, setConnecting] = useState(false);
  const second = sitting.devices.find((one) => one.position === 2);
  const joined = second !== undefined && second.state !== 'empty';
  const ready = !step.second_camera || joined;
  const waits = step.state === 'shown';
  return (
    <div className={classes.two}>
      <Card>
        <div className={classes.guide}>
          <PlacingPicture second={step.second_camera} />
          <ol className={classes.hints}>
            {(step.second_camera ? (['second_1', 'second_2', 'clear'] as const) : (['round', 'clear'] as const)).map((hint) => (
              <li key={hint}>{t(`check_in.scan.hint.${hint}`)}</li>
            ))}
          </ol>
        </div>
      </Card>
      <Card>
        <Stack gap="md">
          <div>
            <Title order={2}>{t('check_in.step.room_scan')}</Title>
            <Text c="var(--ink-soft)">{t(step.second_camera ? 'check_in.scan.lead_2' : 'check_in.scan.lead_1')}</Text>
          </div>
          {step.state === 'again' && (
            <Alert color="orange" variant="light" role="alert" title={t('check_in.again')}>
              {step.reason}
            </Alert>
          )}
          <DeviceTrouble />
          {step.second_camera && (
            <SecondStill sitting={sitting} device={second} onConnect={() => setConnecting(true)} />
          )}
          {!step.second_camera && (
            <div className={classes.picture}>
              <OwnTile position={1} fit="contain" />
            </div>
          )}
          <ErrorNotice error={scan.error} />
          {waits ? (
            <Text role="status" fw={600}>
              {t('check_in.waits')}
            </Text>
          ) : (
            <ProgressButton fullWidth disabled={!ready} onPress={async () => onDone(await scan.mutateAsync(undefined))}>
              {t(step.second_camera ? 'check_in.scan.placed' : 'check_in.scan.shown')}
            </ProgressButton>
          )}
          <Text size="sm" c="var(--ink-soft)">
            {t('check_in.ask_staff', { contact: sitting.contact })}
          </Text>
        </Stack>
      </Card>
      {connecting && !joined && <ConnectSecond sitting={sitting} onClose={() => setConnecting(false)} />}
    </div>
  );
}

interface SecondStillProps {
  sitting: SittingView;
  device: SittingDevice | undefined;
  onConnect: () => void;
}

/** What staff see of the second camera: its latest still, or how to join it. */
function SecondStill({ sitting, device, onConnect }: SecondStillProps) {
  const { t } = useTranslation();
  if (device === undefined || device.state === 'empty') {
    return (
      <Button size="md" leftSection={<Icon name="qr" size={20} />} onClick={onConnect}>
        {t('waiting.connect_second')}
      </Button>
    );
  }
  return (
    <figure style={{ margin: 0 }}>
      {device.still_at !== undefined && (
        <img
          src={`/api/sittings/${sitting.id}/stills/2?v=${encodeURIComponent(device.still_at)}`}
          alt={t('check_in.scan.still')}
          style={{ width: '100%', borderRadius: 16, display: 'block' }}
        />
      )}
      <Text component="figcaption" size="sm" c="var(--ink-soft)" mt={4}>
        {t(`own.second_${device.state}`)}
      </Text>
    </figure>
  );
}
