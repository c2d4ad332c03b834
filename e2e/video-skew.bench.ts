import { clipOfNumbers } from './harness/clip.ts';
import { beginWatching, median } from './harness/numbers.ts';
import { inPhase } from './harness/steps.ts';
import { expect, test } from './harness/test.ts';
import { decide, getReady, joinReady, performers, recordFor, setRule, sittingOf, skewOf, start, stateOf } from './harness/video.ts';
import { send } from './harness/session.ts';

/**
 * How far apart the two pictures of a joined take are, read off the pictures: takes of
 * six seconds in two browser processes, TAKES of them (default 50).
 */
const TAKES = Number(process.env.TAKES ?? 50);
/** So many takes more for a pair of phones whose pictures the page did not get to see. */
const UNREAD = 5;

test('skew of the two pictures of a take', async ({ newPhone, newStaff }) => {
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn();
  await setRule(admin, { tries: 20 });
  const proctor = await newStaff({ username: 'proctor3' });
  await proctor.signIn();
  const skews: number[] = [];
  const told: number[] = [];
  for (const { phone } of Object.values(performers)) {
    const first = await newPhone({ clip: clipOfNumbers('first') });
    await getReady(first, phone);
    const second = await newPhone({ position: 2, clip: clipOfNumbers('second') });
    await joinReady(second, first);
    for (let given = 20; given < TAKES / 2 + UNREAD; given++) await send(proctor, 'post', `/api/sittings/${sittingOf(first)}/video/give-try`, { reason: '测量' });
    const enough = skews.length + Math.ceil(TAKES / 2);
    for (let n = 0; n < Math.ceil(TAKES / 2) + UNREAD && skews.length < enough; n++) {
      await start(first, second);
      await beginWatching(first.page, 'own-1');
      await beginWatching(second.page, 'own-2');
      await recordFor(first, 6);
      await decide(first, 'stop');
      const skew = await skewOf(first, second).catch((error: Error) => console.log(`video-skew-unread: ${error.message}`));
      if (skew !== undefined) {
        skews.push(skew);
        told.push((await stateOf(first)).take?.skew_ms ?? NaN);
        console.log(`video-skew-take: ${skew.toFixed(1)} ms, first frames ${told.at(-1)} ms`);
      }
      await decide(first, 'again');
      await inPhase(first, 'ready');
    }
    await first.close();
    await second.close();
  }
  expect(skews.length).toBeGreaterThanOrEqual(TAKES);
  const sizes = skews.map(Math.abs).sort((a, b) => a - b);
  const at = (p: number) => (sizes[Math.min(sizes.length - 1, Math.ceil((p / 100) * sizes.length) - 1)] ?? NaN).toFixed(0);
  console.log(`video-skew: pictures apart after alignment p50 ${at(50)} ms, p95 ${at(95)} ms, most ${at(100)} ms, median with sign ${median(skews).toFixed(0)} ms (n=${skews.length}); first frames apart p50 ${median(told.map(Math.abs)).toFixed(0)} ms`);
});
