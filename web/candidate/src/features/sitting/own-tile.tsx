import { useTranslation } from 'react-i18next';
import type { Position } from '@shared/model';
import { trackOf, VideoTile } from '@shared/media';
import { useMedia } from './media-context';

export interface OwnTileProps {
  position: Position;
  onEnlarge?: (() => void) | undefined;
  className?: string | undefined;
  fit?: 'cover' | 'contain';
}

/** This device's own picture. */
export function OwnTile({ position, onEnlarge, className, fit }: OwnTileProps) {
  const { t } = useTranslation();
  const { local, room } = useMedia();
  const { camera } = local;
  const state =
    camera.state === 'failed'
      ? t(`device.${camera.problem}.title`)
      : camera.state === 'asking'
        ? t('preview.asking')
        : undefined;
  return (
    <VideoTile
      source={trackOf(camera)}
      name={t('tile_name.own', { camera: t(`position.${position}`) })}
      state={state}
      mirrored={local.facing === 'user'}
      onEnlarge={onEnlarge}
      className={className}
      data-testid={`own-${position}`}
      {...(fit === undefined ? {} : { fit })}
      badge={room.state.kind === 'reconnecting' || room.state.kind === 'retrying' ? <Dot /> : undefined}
    />
  );
}

/** Marks a picture that does not reach the room just now. */
function Dot() {
  const { t } = useTranslation();
  return (
    <span
      role="img"
      aria-label={t('room.reconnecting')}
      style={{ display: 'block', width: 12, height: 12, borderRadius: 6, background: '#f2a33a' }}
    />
  );
}
