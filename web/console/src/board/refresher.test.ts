import { expect, it } from 'vitest';
import { Refresher } from './refresher';

it('fetches once more for all hints that came during a fetch', async () => {
  const open: (() => void)[] = [];
  const refresher = new Refresher(() => new Promise<void>((resolve) => open.push(resolve)));
  refresher.hint();
  refresher.hint();
  refresher.hint();
  expect(open).toHaveLength(1);
  open[0]!();
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  expect(open).toHaveLength(2);
});

it('goes on after a fetch that failed', async () => {
  let fetched = 0;
  const refresher = new Refresher(() => {
    fetched++;
    return Promise.reject(new Error('no network'));
  });
  refresher.hint();
  refresher.hint();
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
  expect(fetched).toBe(2);
  refresher.hint();
  expect(fetched).toBe(3);
});
