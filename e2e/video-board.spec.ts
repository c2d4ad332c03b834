import { shot } from './harness/shot.ts';
import { inPhase } from './harness/steps.ts';
import { expect, test } from './harness/test.ts';
import { apart, getReady, joinReady, performers, recordFor, recover, setRule, start, stateOf, stepOf, use, videoBoard } from './harness/video.ts';
import { sessionOf } from './harness/session.ts';

/** The proctor's board of a video exam, beside a pair of phones. */

/** So near are two films that play in step, in seconds. */
const IN_STEP_S = 0.3;

const { xu } = performers;

// FEATURES: F2, F3, F5, F6, F7, F11
test('a proctor watches two phones record, stops them, and plays both cameras in step', async ({ newPhone, newStaff }) => {
  test.setTimeout(240_000);
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn();
  await setRule(admin, { tries: 1, broken_costs: true });
  const [first, proctor] = await Promise.all([newPhone(), newStaff({ username: 'proctor3' })]);
  const [card] = await Promise.all([videoBoard(proctor, xu.name), getReady(first, xu.phone)]);
  const second = await newPhone({ position: 2 });
  await joinReady(second, first);
  await start(first, second);

  await expect(card).toHaveAttribute('data-phase', 'recording');
  await expect(card.locator('[data-fact="clock"]')).toContainText(/ \d:(0[1-9]|[1-5]\d) /);
  for (const position of [1, 2]) {
    const device = card.locator(`[data-device="${position}"]`);
    await expect(device).toContainText(proctor.t('video.recorder.recording'));
    await expect(device).toContainText(proctor.texts.pattern('video.storage'));
  }
  await shot(proctor.page, 'video-board');

  const giveBack = await first.loseDevices();
  await expect(card).toHaveAttribute('data-alarm', 'track_ended');
  await expect(proctor.page.getByRole('alert')).toContainText(`${xu.name} · ${proctor.t('position.1')} · ${proctor.t('video.problem.track_ended')}`);
  await shot(proctor.page, 'video-board-alarm');
  await giveBack();
  await recover(first);
  await recover(second);
  await expect(card).not.toHaveAttribute('data-alarm');

  await recordFor(first, 4);
  await stepOf(proctor, xu.name, 'stop', '有人进入画面');
  await expect(first.page.locator('[data-stop="proctor"]')).toBeVisible();
  await inPhase(second, 'previewing');
  await expect(card.locator('[data-fact="tries"]')).toHaveText(proctor.t('video.tries', { n: 0 }));
  await stepOf(proctor, xu.name, 'give_try', '中断不是考生造成的');
  await expect(card.locator('[data-fact="tries"]')).toHaveText(proctor.t('video.tries', { n: 1 }));
  await use(first, second);

  await card.getByRole('button', { name: proctor.t('video.play_of', { name: xu.name }) }).click();
  const player = proctor.page.getByTestId('take-player');
  await expect(player.locator('[data-joined="ready"]')).toHaveCount(2, { timeout: 30_000 });
  const { take } = await stateOf(first);
  if (take === undefined) throw new Error('no take was handed in');
  await player.locator('.mantine-Slider-trackContainer').click(); // its middle
  await expect.poll(() => apart(player, take), 'both are set to one moment').toBeLessThan(IN_STEP_S);
  await player.getByRole('button', { name: proctor.t('recordings.play') }).click();
  const times = () => player.locator('video').evaluateAll((all) => all.map((one) => (one as HTMLVideoElement).currentTime));
  const before = Math.max(...(await times()));
  await expect.poll(async () => Math.min(...(await times())), 'both play on').toBeGreaterThan(before + 1);
  await expect.poll(() => apart(player, take), 'they stay in step').toBeLessThan(IN_STEP_S);
  await shot(proctor.page, 'video-board-player');

  const { id } = await sessionOf(admin, 'video');
  await admin.open(`/staff/sessions/${id}/takes`);
  await admin.page.locator('[data-order]').first().click();
  await expect(admin.page.getByTestId('take-player').locator('[data-joined="ready"]')).toHaveCount(2);
  await shot(admin.page, 'video-takes');
  await admin.open('/staff/audit');
  const looks = admin.page.locator('tr[data-kind="take.seen"]');
  await expect(looks, 'each look once, however often the player asked').toHaveCount(2);
  for (const who of ['郑监考', xu.name]) await expect(looks.last()).toContainText(who);
  await shot(admin.page, 'video-audit');
});
