import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Position, SittingDevice, SittingView } from '@shared/model';
import { VideoTile } from '@shared/media';
import { useMedia } from './media-context';
import { OwnTile } from './own-tile';
import classes from './own-pictures.module.css';

export interface OwnPicturesProps {
  sitting: SittingView;
  /** As a narrow strip beside something more important. */
  small?: boolean;
}

/** The candidate's own pictures of both cameras; a tap enlarges one (FEATURES C3). */
export function OwnPictures({ sitting, small = false }: OwnPicturesProps) {
  const { t } = useTranslation();
  const [large, setLarge] = useState<Position | null>(null);
  const toggle = (position: Position) => setLarge(large === position ? null : position);
  const second = sitting.devices.find((one) => one.position === 2);
  return (
    <section className={classes.pictures} aria-label={t('own.title')} data-small={small || undefined} data-large={large ?? undefined}>
      <OwnTile position={1} onEnlarge={() => toggle(1)} className={large === 1 ? classes.large : undefined} />
      {sitting.second_camera !== 'none' && second !== undefined && (
        <SecondTile device={second} large={large === 2} onEnlarge={() => toggle(2)} />
      )}
    </section>
  );
}

function SecondTile({ device, large, onEnlarge }: { device: SittingDevice; large: boolean; onEnlarge: () => void }) {
  const { t } = useTranslation();
  const { room } = useMedia();
  const other = room.others.find((one) => one.role === 'candidate' && one.position === 2);
  return (
    <VideoTile
      source={other?.camera}
      name={t('tile_name.own', { camera: t('position.2') })}
      state={other?.cameraOn === true ? undefined : t(`own.second_${device.state}`)}
      onEnlarge={other?.camera === undefined ? undefined : onEnlarge}
      className={large ? classes.large : undefined}
      data-testid="own-2"
    />
  );
}
