import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './level-meter.module.css';

/** Loudness that counts as a voice, 0 to 1. */
const VOICE = 0.08;

export interface LevelMeterProps {
  track: MediaStreamTrack;
  /** Called once when a voice was heard. */
  onVoice?: () => void;
  /** Called with each measurement, 0 to 1. */
  onLevel?: (level: number) => void;
}

/** A bar that moves with the microphone. */
export function LevelMeter({ track, onVoice, onLevel }: LevelMeterProps) {
  const { t } = useTranslation();
  const bar = useRef<HTMLDivElement>(null);
  const heard = useRef(onVoice);
  const tell = useRef(onLevel);
  useEffect(() => {
    heard.current = onVoice;
    tell.current = onLevel;
  });
  useEffect(
    () =>
      measure(track, (level) => {
        tell.current?.(level);
        const element = bar.current;
        if (element === null) return;
        element.style.setProperty('--level', String(level));
        element.setAttribute('aria-valuenow', String(Math.round(level * 100)));
        if (level > VOICE) {
          heard.current?.();
          heard.current = undefined;
        }
      }),
    [track],
  );
  return (
    <div
      ref={bar}
      className={classes.meter}
      role="meter"
      aria-label={t('level.label')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    />
  );
}

/** Tells the loudness of a track, 0 to 1, ten times a second until stopped. */
export function measure(track: MediaStreamTrack, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  const source = context.createMediaStreamSource(new MediaStream([track]));
  source.connect(analyser);
  const wave = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    if (context.state === 'suspended') void context.resume().catch(() => undefined);
    analyser.getFloatTimeDomainData(wave);
    tell(loudness(wave));
  }, 100);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void context.close();
  };
}

/** A loudness on our scale, which ends at -8 dB, in dB of full scale; -200 for digital silence. */
export function decibels(level: number): number {
  const rms = (level / 1.6) ** 2;
  return rms === 0 ? -200 : Math.max(-200, Math.min(0, 20 * Math.log10(rms)));
}

/** Root mean square on a scale where ordinary speech fills about two thirds. */
export function loudness(wave: Float32Array): number {
  let sum = 0;
  for (const value of wave) sum += value * value;
  const rms = Math.sqrt(sum / Math.max(1, wave.length));
  return Math.min(1, Math.sqrt(rms) * 1.6);
}
