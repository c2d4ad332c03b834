import { shot } from './harness/shot.ts';
import { inPhase } from './harness/steps.ts';
import { expect, test } from './harness/test.ts';
import { again, alarmAfter, endAt, getReady, joinReady, outage, performers, recordFor, recover, setRule, sittingOf, start, stateOf, stop, use, wholeTake } from './harness/video.ts';
import type { Phone } from './harness/people.ts';

/** What goes wrong with two phones that record, in real browsers; how quickly it is loud is measured in video-faults.bench.ts. */

// FEATURES: F7, F8, F10, F11
test('a closed page and a cut line cost nothing but what nobody recorded', async ({ newPhone, newStaff }) => {
  test.setTimeout(240_000);
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn();
  await setRule(admin, {});
  const first = await newPhone({ line: true });
  await getReady(first, performers.xu.phone);
  const second = await newPhone({ position: 2 });
  await joinReady(second, first);
  await start(first, second);
  await recordFor(first, 3);

  const since = Date.now();
  await second.page.goto('about:blank');
  await alarmAfter(first, since, /gone/, false);
  await second.open(`/sittings/${sittingOf(first)}`);
  await expect(second.page.getByTestId('video'), 'it records on by itself').toHaveAttribute('data-recorder', 'recording', { timeout: 40_000 });
  await recover(second);
  await recover(first);

  await outage(first);
  await recover(first);
  await recover(second);

  await stop(first);
  const take = await wholeTake(first);
  expect(take.tracks.map(({ segments }) => segments.length), 'the closed page began another piece, the cut line none').toEqual([1, 2]);
  for (const { segments } of take.tracks) expect(segments.every(({ bytes, have_bytes }) => bytes === have_bytes)).toBe(true);
  await expect(first.page.locator('[data-gap="2"]').first()).toBeAttached();
  await shot(first.page, 'video-gaps');
  await use(first, second);
  await expect.poll(async () => (await stateOf(first)).take?.tracks.map(({ joined }) => joined), { message: 'both cameras are joined', timeout: 40_000 }).toEqual(['ready', 'ready']);
  const { take: joined } = await stateOf(first);
  expect(joined).toMatchObject({ state: 'final', broken: true, incomplete: false });
  expect(joined?.tracks.map(({ gaps }) => gaps.length), 'the joined files know what is missing').toEqual([0, 1]);
  await first.page.reload();
  await expect(first.page.getByTestId('over'), 'nobody enters again').toBeVisible();
});

// FEATURES: F6, F7, F9
test('tries count down to none, and the end of the session stops a recording', async ({ newPhone, newStaff }) => {
  test.setTimeout(240_000);
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn();
  // Each take counts, be it that a busy machine broke it: which ones cost a try is told in internal/exam.
  const counted = { broken_costs: true };
  await setRule(admin, { tries: 2, ...counted });
  const first = await newPhone();
  await getReady(first, performers.he.phone);
  const second = await newPhone({ position: 2 });
  await joinReady(second, first);
  await record(first, second);
  await again(first, 1);
  await expect(first.page.getByTestId('tries')).toHaveAttribute('data-left', '1');
  await record(first, second);
  await expect(first.page.getByTestId('tries')).toHaveAttribute('data-left', '0');
  await expect(first.page.getByRole('button', { name: first.t('video.preview.again') })).toBeDisabled();
  await expect(first.page.getByText(first.t('video.preview.no_again'))).toBeVisible();
  const { take } = await stateOf(first);
  const asked = await first.context.request.post(`${first.server.url}/api/sittings/${sittingOf(first)}/video/takes/${take?.id}/again`, { headers: { 'X-Kaochang': '1' } });
  expect([asked.status(), ((await asked.json()) as { code: string }).code], 'the server refuses it as well').toEqual([409, 'no_tries']);

  await setRule(admin, { tries: 3, ...counted });
  await again(first, 1);
  await start(first, second);
  await endAt(admin, new Date(Date.now() + 6_000));
  await expect(first.page.locator('[data-stop="session_end"]')).toBeVisible({ timeout: 40_000 });
  await expect(first.page.getByText(first.texts.pattern('video.preview.grace'))).toBeVisible();
  await expect(first.page.getByRole('button', { name: first.t('video.preview.again') })).toBeDisabled();
  await shot(first.page, 'video-time-up');
  await use(first, second);
  const { takes } = await stateOf(first);
  expect(takes.map(({ state, stop: why, incomplete }) => [state, why, incomplete])).toEqual([
    ['discarded', 'candidate', false],
    ['discarded', 'candidate', false],
    ['final', 'session_end', false],
  ]);
});

/** Records a take and stops it. */
async function record(first: Phone, second: Phone): Promise<void> {
  await start(first, second);
  await recordFor(first, 3);
  await stop(first);
  await inPhase(second, 'previewing');
}
