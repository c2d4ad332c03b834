import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keepInStep } from '@shared/in-step';
import { clockText } from '@shared/ui';
import { gapsOf, partAt, type Part } from './timeline';
import classes from './player.module.css';

/** A camera in the player. */
export interface PlayerTrack {
  position: 1 | 2;
  parts: readonly Part[];
  /** Said in place of the picture while there is none. */
  waiting?: string | undefined;
}

/** Plays all cameras of a take in step on one time line (FEATURES F5). */
export function Player({ tracks, lengthMs }: { tracks: readonly PlayerTrack[]; lengthMs: number }) {
  const { t } = useTranslation();
  const [playing, setPlaying] = useState(false);
  const [atMs, setAtMs] = useState(0);
  const clock = useRef({ atMs: 0, since: 0 });
  useEffect(() => {
    if (!playing) return;
    clock.current.since = performance.now();
    let frame = requestAnimationFrame(function step() {
      const now = performance.now();
      const { atMs: was, since } = clock.current;
      const next = Math.min(lengthMs, was + now - since);
      clock.current = { atMs: next, since: now };
      setAtMs(next);
      if (next >= lengthMs) setPlaying(false);
      else frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, lengthMs]);
  const seek = (to: number) => {
    clock.current = { atMs: to, since: performance.now() };
    setAtMs(to);
  };
  const press = () => {
    if (!playing && atMs >= lengthMs) seek(0);
    setPlaying(!playing);
  };
  return (
    <section className={classes.player} aria-label={t('video.preview.player')} data-testid="player" data-playing={playing || undefined}>
      <div className={classes.pictures} data-count={tracks.length}>
        {tracks.map((track) => (
          <Picture key={track.position} track={track} atMs={atMs} playing={playing} />
        ))}
      </div>
      <div className={classes.bar}>
        <button type="button" className={classes.play} onClick={press}>
          {t(playing ? 'video.preview.pause' : 'video.preview.play')}
        </button>
        <div className={classes.line}>
          <input type="range" min={0} max={Math.max(1, Math.round(lengthMs))} step={100} value={Math.round(atMs)} aria-label={t('video.preview.place')} aria-valuetext={clockText(Math.floor(atMs / 1000))} onChange={(event) => seek(Number(event.currentTarget.value))} />
          <Gaps tracks={tracks} lengthMs={lengthMs} />
        </div>
        <span className={classes.count}>
          {clockText(Math.floor(atMs / 1000))} / {clockText(Math.round(lengthMs / 1000))}
        </span>
      </div>
    </section>
  );
}

/** Where a camera has nothing, below the time line. */
function Gaps({ tracks, lengthMs }: { tracks: readonly PlayerTrack[]; lengthMs: number }) {
  const { t } = useTranslation();
  const gaps = tracks.flatMap(({ position, parts }) => (parts.length === 0 ? [] : gapsOf(parts, lengthMs).map((gap) => ({ ...gap, position }))));
  return gaps.map((gap) => (
    <span
      key={`${gap.position}-${gap.fromMs}`}
      className={classes.gap}
      role="img"
      aria-label={t('video.preview.gap', { camera: t(`position.${gap.position}`), from: clockText(Math.floor(gap.fromMs / 1000)), to: clockText(Math.ceil(gap.toMs / 1000)) })}
      data-gap={gap.position}
      style={{ left: `${(100 * gap.fromMs) / lengthMs}%`, width: `${(100 * (gap.toMs - gap.fromMs)) / lengthMs}%` }}
    />
  ));
}

function Picture({ track, atMs, playing }: { track: PlayerTrack; atMs: number; playing: boolean }) {
  const { t } = useTranslation();
  const part = partAt(track.parts, atMs);
  const name = t(`position.${track.position}`);
  const words = track.parts.length === 0 ? track.waiting : part === undefined ? t('video.preview.in_gap') : undefined;
  return (
    <figure className={classes.picture} data-testid={`preview-${track.position}`}>
      {track.parts.map((one) => (
        <Film key={one.src} part={one} shown={one === part} atMs={atMs} playing={playing && one === part} muted={track.position === 2} />
      ))}
      {words !== undefined && <div className={classes.words}>{words}</div>}
      <figcaption className={classes.name}>{name}</figcaption>
    </figure>
  );
}

interface FilmProps {
  part: Part;
  shown: boolean;
  atMs: number;
  playing: boolean;
  muted: boolean;
}

/** One file, kept where the common clock is. */
function Film({ part, shown, atMs, playing, muted }: FilmProps) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element !== null && shown) keepInStep(element, Math.max(0, (atMs - part.fromMs) / 1000), playing);
  }, [atMs, part, shown, playing]);
  useEffect(() => {
    const element = video.current;
    if (playing) void element?.play().catch(() => undefined);
    else element?.pause();
  }, [playing]);
  return <video ref={video} src={part.src} className={classes.film} data-hidden={!shown || undefined} preload="auto" playsInline muted={muted} aria-hidden="true" />;
}
