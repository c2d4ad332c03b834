import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VideoTile, type RoomSnapshot } from '@shared/media';
import type { BoardSitting, Position, SecondCamera } from '@shared/model';
import classes from './cameras.module.css';
import { cameraOf, tileWords } from './tile-words';

/** Which camera is large: both alike, or one with the other beside it. */
type Layout = 'both' | 'first' | 'second';

const positions: readonly Position[] = [1, 2];

interface CamerasProps {
  sitting: BoardSitting;
  shown: RoomSnapshot;
  secondCamera: SecondCamera;
  /** Without the choice of layouts below; a press on a picture does the same. */
  compact?: boolean;
}

/** A candidate's two cameras as large as the place allows; a press enlarges one, the next press both again. */
export function Cameras({ sitting, shown, secondCamera, compact = false }: CamerasProps) {
  const { t } = useTranslation();
  const [layout, setLayout] = useState<Layout>('both');
  const one = secondCamera === 'none';
  return (
    <div className={classes.cameras} data-layout={one ? 'first' : layout} data-one={one || undefined}>
      <div className={classes.tiles}>
        {positions.filter((position) => position === 1 || !one).map((position) => (
          <CandidateTile
            key={position}
            sitting={sitting}
            shown={shown}
            position={position}
            onEnlarge={one ? undefined : () => setLayout(pressed(layout, position))}
          />
        ))}
      </div>
      {!one && !compact && (
        <SegmentedControl
          className={classes.layout}
          size="sm"
          value={layout}
          onChange={(value) => setLayout(value)}
          aria-label={t('cameras.layout')}
          data={(['both', 'first', 'second'] as const).map((value) => ({ value, label: t(`cameras.${value}`) }))}
        />
      )}
    </div>
  );
}

function pressed(layout: Layout, position: Position): Layout {
  const large: Layout = position === 1 ? 'first' : 'second';
  return layout === large ? 'both' : large;
}

interface CandidateTileProps {
  sitting: BoardSitting;
  shown: RoomSnapshot;
  position: Position;
  onEnlarge: (() => void) | undefined;
}

function CandidateTile({ sitting, shown, position, onEnlarge }: CandidateTileProps) {
  const { t } = useTranslation();
  const view = cameraOf(shown.others, position);
  const device = sitting.devices.find((each) => each.position === position);
  const words = tileWords(shown.state, view, device);
  return (
    <VideoTile
      className={classes.tile}
      source={view?.camera}
      name={`${sitting.candidate.name} · ${t(`position.${position}`)}`}
      state={words === undefined ? undefined : t(words)}
      fit="contain"
      speaking={position === 1 && view?.speaking === true}
      muted={position === 1 && view !== undefined && !view.microphoneOn}
      onEnlarge={onEnlarge}
      data-testid={`camera-${position}`}
    />
  );
}
