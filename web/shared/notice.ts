/**
 * Notices that nobody misses: a sound, a vibration, the page's title. The
 * visible text is the page's own; `ring` gives the other three. Browsers play
 * no sound before the first tap, so the first tap anywhere unlocks it.
 */

export type Tune = 'invitation' | 'call' | 'message' | 'end' | 'alarm';

/** Notes in Hz with their length in ms; 0 Hz is a pause. */
const tunes: Record<Tune, readonly (readonly [number, number])[]> = {
  invitation: [[784, 160], [0, 60], [988, 160], [0, 60], [1175, 320]],
  call: [[659, 180], [0, 80], [784, 260]],
  message: [[880, 140]],
  end: [[784, 220], [0, 60], [659, 220], [0, 60], [523, 420]],
  alarm: [[587, 220], [0, 90], [587, 220]],
};

const shakes: Record<Tune, number[]> = {
  invitation: [300, 120, 300, 120, 600],
  call: [200, 100, 200],
  message: [80],
  end: [400, 150, 400],
  alarm: [250, 120, 250],
};

let audio: AudioContext | undefined;

function unlock(): void {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume().catch(() => undefined);
}

/** Call once at start: the first tap or key lets the page sound. */
export function unlockSoundOnFirstTap(): void {
  for (const kind of ['pointerdown', 'keydown'] as const) {
    addEventListener(kind, unlock, { capture: true, passive: true });
  }
}

/** True when a tune would be heard. */
export function soundUnlocked(): boolean {
  return audio?.state === 'running';
}

export interface RingOptions {
  tune: Tune;
  /** Put before the page's title until stopped, for who looks at another tab. */
  title?: string;
  /** Plays again every so many ms until stopped; once when absent. */
  everyMs?: number;
}

/** Sounds, shakes and marks the title; the returned function stops all three. */
export function ring({ tune, title, everyMs }: RingOptions): () => void {
  const before = document.title;
  const marked = title === undefined ? undefined : `【${title}】${before}`;
  const once = () => {
    play(tune);
    navigator.vibrate?.(shakes[tune]);
  };
  once();
  if (marked !== undefined) document.title = marked;
  const timer = everyMs === undefined ? undefined : setInterval(once, everyMs);
  return () => {
    clearInterval(timer);
    if (everyMs !== undefined) navigator.vibrate?.(0);
    if (marked !== undefined && document.title === marked) document.title = before;
  };
}

function play(tune: Tune): void {
  if (audio?.state !== 'running') return;
  let at = audio.currentTime + 0.02;
  for (const [hertz, lengthMs] of tunes[tune]) {
    if (hertz > 0) note(audio, hertz, at, lengthMs / 1000);
    at += lengthMs / 1000;
  }
}

function note(context: AudioContext, hertz: number, at: number, seconds: number): void {
  const tone = context.createOscillator();
  const loudness = context.createGain();
  tone.type = 'triangle';
  tone.frequency.value = hertz;
  loudness.gain.setValueAtTime(0.0001, at);
  loudness.gain.exponentialRampToValueAtTime(0.35, at + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
  tone.connect(loudness).connect(context.destination);
  tone.start(at);
  tone.stop(at + seconds + 0.02);
}
