import { describe, expect, it } from 'vitest';
import { flawsOf, greyOf } from './quality';

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

describe('a photographed page', () => {
  it('is fine when bright and sharp', () => expect(flawsOf(page(220, 30, 0), W, H)).toEqual([]));
  it('is called dark', () => expect(flawsOf(page(60, 0, 0), W, H)).toContain('dark'));
  it('is called blurred', () => expect(flawsOf(page(220, 190, 5), W, H)).toEqual(['blurred']));
  it('is grey by the eye’s weights', () => expect([...greyOf([255, 0, 0, 255, 0, 255, 0, 255])].map(Math.round)).toEqual([76, 150]));
});
