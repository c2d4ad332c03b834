import { describe, expect, it } from 'vitest';
import { again } from './lazy-page';

describe('the code of a screen', () => {
  const failing = (times: number) => {
    let calls = 0;
    return () => (++calls <= times ? Promise.reject(new Error(`cut ${calls}`)) : Promise.resolve(calls));
  };

  it('is asked for once where the line is whole', async () => {
    expect(await again(failing(0), [0, 0])).toBe(1);
  });

  it('is asked for until it is there', async () => {
    expect(await again(failing(2), [0, 0])).toBe(3);
  });

  it('is given up after the last wait, with the last reason', async () => {
    await expect(again(failing(9), [0, 0])).rejects.toThrow('cut 3');
  });
});
