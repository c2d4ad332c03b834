import { Button } from '@mantine/core';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPage } from '@shared/lazy-page';
import type { SittingView } from '@shared/model';
import { Icon } from '../../icons';
import { DeviceTrouble } from './device-trouble';
import { useMedia } from './media-context';
import { OwnTile } from './own-tile';
import { RoomStatus } from './room-status';
import classes from './second-view.module.css';

const SecondWritten = lazyPage(() => import('./written/second-written'));

/** The second camera: its own picture, the state, and where to stand it (FEATURES C10). */
export function SecondView({ sitting }: { sitting: SittingView }) {
  const { t } = useTranslation();
  const { room, wakeLock, local, switchCamera } = useMedia();
  const first = sitting.devices.find((one) => one.position === 1);
  return (
    <div className={classes.view}>
      <div className={classes.picture}>
        <OwnTile position={2} fit="contain" />
      </div>
      <div className={classes.side}>
        <section className={classes.state} data-phase={sitting.phase} role="status">
          <h2 className={classes.words}>{t(`second.phase_${sitting.phase}`)}</h2>
          <p className={classes.line}>
            {t(room.state.kind === 'connected' && room.publishing ? 'second.sending' : 'second.not_sending')}
          </p>
          {first !== undefined && first.state !== 'online' && <p className={classes.warn}>{t('second.first_lost')}</p>}
        </section>
        <RoomStatus />
        <DeviceTrouble />
        {sitting.subject.exam_type === 'written' && (
          <Suspense fallback={null}>
            <SecondWritten sitting={sitting} />
          </Suspense>
        )}
        <section className={classes.place}>
          <Drawing />
          <div>
            <h3 className={classes.placeTitle}>{t('second.place_title')}</h3>
            <ul className={classes.hints}>
              <li>{t('second.place_where')}</li>
              <li>{t('second.place_power')}</li>
              <li>{t(wakeLock === 'held' ? 'second.screen_on' : 'second.screen_by_hand')}</li>
            </ul>
          </div>
        </section>
        {local.cameras.length > 1 && (
          <Button variant="light" size="md" leftSection={<Icon name="switch" size={18} />} onClick={switchCamera}>
            {t('preview.switch_camera')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** A desk from above with the second camera behind and beside the candidate. */
function Drawing() {
  return (
    <svg viewBox="0 0 120 96" width="120" height="96" aria-hidden="true" className={classes.drawing}>
      <rect x="14" y="8" width="56" height="22" rx="4" fill="#d8e5f4" />
      <rect x="32" y="12" width="20" height="5" rx="2" fill="#1a4b82" />
      <circle cx="42" cy="46" r="10" fill="#8fb3da" />
      <path d="M28 62a14 11 0 0 1 28 0Z" fill="#8fb3da" />
      <path d="M96 72 30 18l40 70Z" fill="#5b3d8a" opacity=".14" />
      <rect x="92" y="64" width="12" height="20" rx="3" transform="rotate(-40 98 74)" fill="#5b3d8a" />
    </svg>
  );
}
