/** A picture that is so far from where it should be is set there at once, in seconds; a smaller distance is run off. */
const JUMP_S = 0.25;
/** So near is in step, in seconds: half a frame. */
const NEAR_S = 0.015;
/** A distance is run off in so many seconds. */
const WITHIN_S = 0.8;
/** No faster or slower than nobody hears. */
const BEND = 0.12;

/** How a film comes back into step: set at its place, or played at a rate until it is there. `apartS` is by how much it is ahead. */
export function stepOf(apartS: number, playing: boolean): { jump: true } | { rate: number } {
  const size = Math.abs(apartS);
  if (size > JUMP_S || (!playing && size > NEAR_S)) return { jump: true };
  return { rate: size <= NEAR_S ? 1 : 1 - Math.max(-BEND, Math.min(BEND, apartS / WITHIN_S)) };
}

/**
 * Brings a film to where the common time line is. Call it again and again while it plays:
 * one that is still on its way to a place is left alone then, else it would never arrive.
 * While nothing plays the newest place counts, for nobody asks again.
 */
export function keepInStep(film: Pick<HTMLVideoElement, 'seeking' | 'currentTime' | 'playbackRate'>, wantedS: number, playing: boolean): void {
  if (playing && film.seeking) return;
  const step = stepOf(film.currentTime - wantedS, playing);
  const rate = 'rate' in step ? step.rate : 1;
  if (film.playbackRate !== rate) film.playbackRate = rate;
  if ('jump' in step) film.currentTime = wantedS;
}
