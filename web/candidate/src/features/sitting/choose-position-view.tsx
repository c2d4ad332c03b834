import { Badge, Button, Group, Modal, Text, Title, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isApiError } from '@shared/api/client';
import type { Position, SittingDevice, SittingView } from '@shared/model';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { Icon } from '../../icons';
import { timeText } from '../room-info/when';
import { useJoin } from './api';
import classes from './choose-position-view.module.css';
import { remember } from './memory';
import { Patience } from './patience';

/** First or second camera (manual 2.1.1; FEATURES B1, B2). */
export function ChoosePositionView({ sitting }: { sitting: SittingView }) {
  const { t } = useTranslation();
  const join = useJoin(sitting.id);
  const [asked, setAsked] = useState<Position | null>(null);
  const positions: Position[] = sitting.second_camera === 'none' ? [1] : [1, 2];

  const take = async (position: Position, takeOver: boolean) => {
    try {
      await join.mutateAsync({ position, takeOver });
      remember(sitting.id, { position, ready: false });
      setAsked(null);
    } catch (error) {
      if (isApiError(error, 'position_taken')) setAsked(position);
    }
  };
  const choose = (position: Position) => {
    const device = sitting.devices.find((one) => one.position === position);
    // Asking first spares a refusal; the server has the last word all the same.
    if (device !== undefined && device.state !== 'empty' && !device.mine) setAsked(position);
    else void take(position, false);
  };
  const held = sitting.devices.find((one) => one.position === asked);
  return (
    <div className={classes.view}>
      <Title order={2} className={classes.title}>
        {t('position_choice.title')}
      </Title>
      <Text c="var(--ink-soft)">{t(`position_choice.lead_${sitting.second_camera}`)}</Text>
      <div className={classes.cards}>
        {positions.map((position) => (
          <UnstyledButton
            key={position}
            className={classes.card}
            data-position={position}
            disabled={join.isPending}
            onClick={() => choose(position)}
          >
            <span className={classes.icon}>
              <Icon name={position === 1 ? 'camera-first' : 'camera-second'} size={34} />
            </span>
            <span className={classes.text}>
              <span className={classes.name}>{t(`position.${position}`)}</span>
              <span className={classes.hint}>{t(`position_choice.hint_${position}`)}</span>
              <DeviceLine device={sitting.devices.find((one) => one.position === position)} />
            </span>
            <Icon name="next" />
          </UnstyledButton>
        ))}
      </div>
      <Patience step={join} />
      {!isApiError(join.error, 'position_taken') && <ErrorNotice error={join.error} />}
      <Button component={Link} to={`/enrolments/${sitting.enrolment_id}`} variant="subtle" mt="sm" fullWidth>
        {t('sitting.to_room')}
      </Button>
      <TakeOver position={asked} device={held} onCancel={() => setAsked(null)} onTake={(position) => take(position, true)} />
    </div>
  );
}

function DeviceLine({ device }: { device: SittingDevice | undefined }) {
  const { t, i18n } = useTranslation();
  if (device === undefined || device.state === 'empty') {
    return (
      <Badge variant="light" color="teal" tt="none">
        {t('position_choice.free')}
      </Badge>
    );
  }
  const since = device.joined_at === undefined ? '' : timeText(device.joined_at, i18n.language);
  return (
    <Badge variant="light" color="orange" tt="none" className={classes.device}>
      {t('position_choice.in_use', { label: device.label ?? '', since })}
    </Badge>
  );
}

interface TakeOverProps {
  position: Position | null;
  device: SittingDevice | undefined;
  onCancel: () => void;
  onTake: (position: Position) => Promise<void>;
}

function TakeOver({ position, device, onCancel, onTake }: TakeOverProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={position !== null}
      onClose={onCancel}
      title={t('take_over.title')}
      centered
    >
      {position !== null && (
        <>
          <Text>
            {t('take_over.text', { camera: t(`position.${position}`), label: device?.label ?? t('take_over.other') })}
          </Text>
          <Group mt="lg" grow>
            <Button variant="default" size="md" onClick={onCancel}>
              {t('action.cancel')}
            </Button>
            <ProgressButton size="md" onPress={() => onTake(position)}>{t('take_over.confirm')}</ProgressButton>
          </Group>
        </>
      )}
    </Modal>
  );
}
