import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SittingView } from '@shared/model';
import { Icon } from '../../icons';
import { ConnectSecond } from './connect-second';
import { DeviceTrouble } from './device-trouble';
import { Messages } from './messages';
import { OwnPictures } from './own-pictures';
import { RoomStatus } from './room-status';
import { StewardPanel } from './steward-panel';
import classes from './waiting-view.module.css';

/** The waiting area of the first camera (manual 2.1.6, 2.1.7; FEATURES C1-C4). */
export function WaitingView({ sitting }: { sitting: SittingView }) {
  const { t } = useTranslation();
  const [connecting, setConnecting] = useState(false);
  const second = sitting.devices.find((one) => one.position === 2);
  const missing = sitting.second_camera !== 'none' && second?.state !== 'online';
  return (
    <div className={classes.view}>
      <div className={classes.mainSide}>
        <StewardPanel sitting={sitting} />
        <Messages messages={sitting.messages} />
      </div>
      <div className={classes.ownSide}>
        <RoomStatus />
        <DeviceTrouble />
        {missing && (
          <div className={classes.connect} data-required={sitting.second_camera === 'required' || undefined}>
            <span>{t(`waiting.second_${second?.state === 'lost' ? 'lost' : sitting.second_camera}`)}</span>
            <Button size="md" leftSection={<Icon name="qr" size={20} />} onClick={() => setConnecting(true)}>
              {t('waiting.connect_second')}
            </Button>
          </div>
        )}
        <OwnPictures sitting={sitting} />
      </div>
      {connecting && missing && <ConnectSecond sitting={sitting} onClose={() => setConnecting(false)} />}
    </div>
  );
}
