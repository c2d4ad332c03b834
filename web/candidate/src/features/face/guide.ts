import type { FaceAction } from './requests';
import type { Measures } from './measure';

/** What the page sees in one moment. */
export type Seen =
  | { kind: 'dark' | 'none' | 'two' | 'far' }
  | { kind: 'face'; measures: Measures };

/** What to say: a trouble, or the movement to make. */
export type Hint = 'too_dark' | 'no_face' | 'two_faces' | 'too_far' | 'go';

const hints = { dark: 'too_dark', none: 'no_face', two: 'two_faces', far: 'too_far' } as const;

/** How far a movement must go on the phone, a little further than the server asks by default. */
const TURN = 18;
const NOD = 12;
const EYES = 0.5;
const MOUTH = 0.3;

/** The hint for what is seen now, and whether the movement is there to be photographed. */
export function guide(action: FaceAction, seen: Seen, first: Measures | undefined): { hint: Hint; shown: boolean } {
  if (seen.kind !== 'face') return { hint: hints[seen.kind], shown: false };
  return { hint: 'go', shown: shows(action, seen.measures, first) };
}

function shows(action: FaceAction, now: Measures, first: Measures | undefined): boolean {
  if (action === 'straight') return Math.abs(now.yaw) < TURN / 2;
  if (first === undefined) return false;
  switch (action) {
    case 'turn_left':
      return now.yaw - first.yaw >= TURN;
    case 'turn_right':
      return first.yaw - now.yaw >= TURN;
    case 'nod':
      return now.pitch - first.pitch >= NOD;
    case 'blink':
      return now.eyes <= first.eyes * EYES;
    case 'open_mouth':
      return now.mouth >= MOUTH && now.mouth > first.mouth;
  }
}

/** Mean lightness below which a picture is too dark, 0 to 255. */
export const DARK = 45;

/** Mean lightness of RGBA pixels, 0 to 255. */
export function lightness(pixels: Uint8ClampedArray): number {
  let sum = 0;
  for (let i = 0; i + 2 < pixels.length; i += 4) {
    sum += 0.299 * (pixels[i] ?? 0) + 0.587 * (pixels[i + 1] ?? 0) + 0.114 * (pixels[i + 2] ?? 0);
  }
  return pixels.length === 0 ? 0 : sum / (pixels.length / 4);
}
