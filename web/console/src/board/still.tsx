import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { secondsUntil, useServerNow } from '@shared/clock';
import type { Board, BoardSitting, Phase, Position, SittingDevice } from '@shared/model';
import { clockText } from '@shared/ui';
import { secondCameraOf } from './rules';
import classes from './still.module.css';

/** The large stills of all cameras that the session uses. */
export function Stills({ board, sitting }: { board: Board; sitting: BoardSitting }) {
  const one = secondCameraOf(board, sitting) === 'none';
  return (
    <div className={classes.stills} data-one={one || undefined}>
      <Still sitting={sitting} position={1} large />
      {!one && <Still sitting={sitting} position={2} large />}
    </div>
  );
}

const over: readonly Phase[] = ['submitted', 'finished', 'absent', 'terminated'];

/** The latest still of a camera with its state; words where there is no picture. */
export function Still({ sitting, position, large = false }: { sitting: BoardSitting; position: Position; large?: boolean }) {
  const { t } = useTranslation();
  const device = sitting.devices.find((one) => one.position === position);
  const [failed, setFailed] = useState<string>();
  const camera = t(`position.${position}`);
  if (device === undefined) return null;
  // Who has handed in may go: nobody need look after her.
  const state = device.state === 'lost' && over.includes(sitting.phase) ? 'left' : device.state;
  const url = device.still_at && `/api/sittings/${sitting.id}/stills/${position}?v=${encodeURIComponent(device.still_at)}`;
  const words = t(`camera.${state === 'online' && url === undefined ? 'no_still' : state}`);
  return (
    <figure className={classes.still} data-state={state} data-large={large || undefined}>
      {url !== undefined && url !== failed ? (
        <img
          src={url}
          alt={t('camera.alt', { name: sitting.candidate.name, camera })}
          onError={() => setFailed(url)}
          draggable={false}
        />
      ) : (
        state !== 'lost' && <span className={classes.words}>{words}</span>
      )}
      {state === 'lost' && (
        <span className={classes.lost}>
          {t('camera.short.lost')} <LostFor device={device} />
        </span>
      )}
      <figcaption className={classes.caption}>
        <span className={classes.dot} aria-hidden="true" />
        <span>{large ? camera : t(`camera.short.${position}`)}</span>
      </figcaption>
    </figure>
  );
}

/** How long a camera has been away. */
function LostFor({ device }: { device: SittingDevice }) {
  const nowMs = useServerNow();
  if (device.lost_at === undefined) return null;
  return <span className="numeral">{clockText(secondsUntil(nowMs, Date.parse(device.lost_at)))}</span>;
}
