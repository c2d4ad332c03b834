import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { VideoSource } from './room-state';
import classes from './video-tile.module.css';

/** A picture that has not moved for so long counts as interrupted. */
const STALE_MS = 3000;

type Frames = 'none' | 'moving' | 'stalled';

export interface VideoTileProps {
  /** The picture; undefined while there is none. */
  source: VideoSource | undefined;
  /** Whose picture it is. */
  name: string;
  /** Said in place of a picture that is not there. Defaults to "connecting" or "camera is off". */
  state?: string | undefined;
  /** One's own front camera, as in a mirror. */
  mirrored?: boolean;
  /** Fill the tile and cut the edges, or show all. Defaults to cover. */
  fit?: 'cover' | 'contain';
  speaking?: boolean;
  muted?: boolean;
  /** Small things in the tile's corner. */
  badge?: ReactNode;
  /** Makes the tile a button. */
  onEnlarge?: (() => void) | undefined;
  className?: string | undefined;
  'data-testid'?: string;
}

/** A person's picture with its name; where no picture is, words say why: never plain black. */
export function VideoTile(props: VideoTileProps) {
  const { source, name, mirrored = false, fit = 'cover', badge } = props;
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const frames = useFrames(video, source);
  const shown = source !== undefined && frames === 'moving' && props.state === undefined;
  const words = props.state ?? t(wordsFor(source, frames));
  return (
    <figure
      className={[classes.tile, props.className].filter(Boolean).join(' ')}
      data-testid={props['data-testid']}
      data-frames={frames}
      data-speaking={props.speaking === true || undefined}
    >
      <video
        ref={video}
        className={classes.video}
        data-fit={fit}
        data-mirrored={mirrored || undefined}
        data-faded={!shown || undefined}
        autoPlay
        playsInline
        muted
        aria-hidden="true"
      />
      {!shown && <div className={classes.words}>{words}</div>}
      <figcaption className={classes.name}>
        <span className={classes.nameText}>{name}</span>
        {props.muted === true && (
          <svg className={classes.mic} viewBox="0 0 24 24" role="img" aria-label={t('tile.muted')}>
            <path d="M12 14a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3Zm6-3a6 6 0 0 1-12 0M12 17v4M4 4l16 16" />
          </svg>
        )}
        {props.speaking === true && <span className={classes.speaking}>{t('tile.speaking')}</span>}
      </figcaption>
      {badge !== undefined && <div className={classes.badge}>{badge}</div>}
      {props.onEnlarge !== undefined && (
        <button
          type="button"
          className={classes.press}
          onClick={props.onEnlarge}
          aria-label={t('tile.enlarge', { name })}
        />
      )}
    </figure>
  );
}

function wordsFor(source: VideoSource | undefined, frames: Frames): string {
  if (source === undefined) return 'tile.off';
  return frames === 'stalled' ? 'tile.stalled' : 'tile.connecting';
}

/** Attaches a source to an element and tells whether its picture moves. */
function useFrames(video: React.RefObject<HTMLVideoElement | null>, source: VideoSource | undefined): Frames {
  const [frames, setFrames] = useState<Frames>('none');
  useEffect(() => {
    const element = video.current;
    if (element === null || source === undefined) return;
    let lastMs = performance.now();
    let seen = false;
    const stopCounting = onFrames(element, () => {
      lastMs = performance.now();
      seen = true;
      setFrames('moving');
    });
    const timer = setInterval(() => {
      if (document.visibilityState !== 'visible') lastMs = performance.now();
      else if (seen && performance.now() - lastMs > STALE_MS) setFrames('stalled');
    }, 1000);
    const detach = attach(element, source);
    return () => {
      clearInterval(timer);
      stopCounting();
      detach();
      setFrames('none');
    };
  }, [video, source]);
  return frames;
}

function attach(element: HTMLVideoElement, source: VideoSource): () => void {
  if ('attach' in source) {
    source.attach(element);
    return () => void source.detach(element);
  }
  element.srcObject = new MediaStream([source]);
  void element.play().catch(() => undefined);
  return () => {
    element.srcObject = null;
  };
}

/** Calls back for each new frame; by the clock of playing where browsers count no frames. */
function onFrames(element: HTMLVideoElement, tell: () => void): () => void {
  let over = false;
  if ('requestVideoFrameCallback' in element) {
    const next = () => {
      if (over) return;
      tell();
      element.requestVideoFrameCallback(next);
    };
    const handle = element.requestVideoFrameCallback(next);
    return () => {
      over = true;
      element.cancelVideoFrameCallback(handle);
    };
  }
  const video = element as HTMLVideoElement;
  video.addEventListener('timeupdate', tell);
  return () => video.removeEventListener('timeupdate', tell);
}
