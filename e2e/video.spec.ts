import { clipOfNumbers } from './harness/clip.ts';
import { beginWatching } from './harness/numbers.ts';
import { shot } from './harness/shot.ts';
import { inPhase, shows } from './harness/steps.ts';
import { expect, test } from './harness/test.ts';
import { getReady, joinReady, performers, recordFor, setRule, skewOf, start, stop } from './harness/video.ts';

/** The video exam: two phones that record together, whatever happens to them. */

/**
 * How far apart the two pictures of a take may be where two browsers without a graphics
 * card, the server and its media share two cores. The goal is 50 ms at p95
 * (scripts/bench.sh video-skew).
 */
const SKEW_MS = 1_000;

// FEATURES: F1, F2, F3, F4, F5
test('both cameras record together and are looked at side by side', async ({ newPhone, newStaff }) => {
  test.setTimeout(300_000);
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn();
  await setRule(admin, { tries: 2, reading_seconds: 5 });
  const first = await newPhone({ clip: clipOfNumbers('first') });
  await getReady(first, performers.xu.phone);
  await expect(first.page.getByRole('heading', { name: /自选剧目/ })).toBeVisible();
  await expect(first.page.locator('[data-check="second"]')).toHaveAttribute('data-blocked', 'second_camera_missing');
  await expect(first.page.getByRole('button', { name: first.t('video.ready.start') })).toBeDisabled();
  await shot(first.page, 'video-blocked');
  const second = await newPhone({ position: 2, clip: clipOfNumbers('second') });
  await joinReady(second, first);
  await expect(() => shows(first, 'own-2', 'second'), 'the other picture comes over the room').toPass({ timeout: 60_000 });
  await expect(first.page.getByRole('button', { name: first.t('video.ready.start') })).toBeEnabled();
  await shot(first.page, 'video-ready');
  await shot(second.page, 'video-ready-second');

  await start(first, second);
  await beginWatching(first.page, 'own-1');
  await beginWatching(second.page, 'own-2');
  for (const phone of [first, second]) {
    for (const one of ['clock', 'free', 'unsent']) await expect(phone.page.getByTestId(one)).toBeVisible();
    await expect(phone.page.getByRole('meter')).toBeVisible();
  }
  await recordFor(first, 7);
  await stop(first);
  await inPhase(second, 'previewing');
  for (const phone of [first, second]) {
    await expect.poll(() => phone.page.getByTestId('player').locator('video').evaluateAll((all) => all.filter((one) => (one as HTMLVideoElement).readyState >= 2).length), 'both films are there').toBe(2);
  }
  const skew = await skewOf(first, second);
  console.log(`skew of the pictures: ${skew.toFixed(0)} ms`);
  expect(Math.abs(skew), 'milliseconds between the two pictures').toBeLessThan(SKEW_MS);
  await first.page.getByRole('button', { name: first.t('video.preview.play') }).click();
  await expect(first.page.getByTestId('player').getByRole('slider')).not.toHaveValue('0');
});
