import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../icons';
import { useMedia } from './media-context';
import classes from './room-status.module.css';

/** Says how the media connection stands when it does not stand well, and offers sound. */
export function RoomStatus() {
  const { t } = useTranslation();
  const { room, playSound } = useMedia();
  const { kind } = room.state;
  const quiet = kind === 'connected' || kind === 'idle' || kind === 'closed';
  return (
    <>
      <div role="status" data-room={kind}>
        {!quiet && <div className={classes.line}>{t(`room.${kind}`)}</div>}
      </div>
      {room.soundBlocked && (
        <Button color="orange" size="md" leftSection={<Icon name="sound" />} onClick={playSound} fullWidth>
          {t('room.sound_blocked')}
        </Button>
      )}
    </>
  );
}
