import { describe, expect, it } from 'vitest';
import { flawsOf, greyOf, leavesPicture } from './quality';

const W = 60;
const H = 40;

/** A page: paper of a brightness with lines of ink, soft over some pixels. */
function page(paper: number, ink: number, softness: number): Float32Array {
  const grey = new Float32Array(W * H).fill(paper);
  for (let y = 0; y < H; y++) {
    for (let x = 0; x < W; x++) {
      const distance = Math.abs((x % 12) - 6);
      const share = Math.max(0, 1 - distance / (1 + softness));
      grey[y * W + x] = paper + (ink - paper) * share;
    }
  }
  return grey;
}

/** A sheet with lines of ink on a ground, lying where its corners say, as shares of the picture. */
function sheet({ left = 0.1, top = 0.1, right = 0.9, bottom = 0.9, ground = 60, paper = 220, tilt = 0 }): Float32Array {
  const [w, h] = [240, 320];
  const grey = new Float32Array(w * h).fill(ground);
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const [u, v] = [x / w + tilt * (y / h - 0.5), y / h - tilt * (x / w - 0.5)];
      if (u < left || u >= right || v < top || v >= bottom) continue;
      const ink = y % 12 < 3 && x % 9 < 6 && u > left + 0.08 && u < right - 0.08 && v > top + 0.06 && v < bottom - 0.06;
      grey[y * w + x] = ink ? 30 : paper;
    }
  }
  return grey;
}

describe('a sheet that leaves the picture', () => {
  it.each<[string, Parameters<typeof sheet>[0], boolean]>([
    ['is none while its whole border is seen', {}, false],
    ['is cut on the right', { right: 1.2 }, true],
    ['is cut at the top', { top: -0.2 }, true],
    ['is cut on two sides', { left: -0.1, bottom: 1.1 }, true],
    ['is cut when it lies aslant', { right: 1.15, tilt: 0.06 }, true],
    ['is none aslant within the picture', { tilt: 0.08 }, false],
    ['fills the picture', { left: -0.1, top: -0.1, right: 1.1, bottom: 1.1 }, false],
    ['lies on a ground as bright as itself', { right: 1.2, ground: 205 }, false],
    ['is seen on a grey ground, too', { left: -0.1, ground: 130 }, true],
  ])('%s', (_, how, want) => expect(leavesPicture(sheet(how), 240, 320)).toBe(want));
});

describe('a photographed page', () => {
  it('is fine when bright and sharp', () => expect(flawsOf(page(220, 30, 0), W, H)).toEqual([]));
  it('is called dark', () => expect(flawsOf(page(60, 0, 0), W, H)).toContain('dark'));
  it('is called blurred', () => expect(flawsOf(page(220, 190, 5), W, H)).toEqual(['blurred']));
  it('is grey by the eye’s weights', () => expect([...greyOf([255, 0, 0, 255, 0, 255, 0, 255])].map(Math.round)).toEqual([76, 150]));
});
