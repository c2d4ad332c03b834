import { clipOfPairing, accept, end, enterRoom, inPhase, invite, joinSecondBySigningIn, picture, shows, startSecond, startWaiting, takePosition } from './harness/steps.ts';
import { candidates, type Phone, type Staff } from './harness/people.ts';
import { expect, test } from './harness/test.ts';
import type { Language } from './harness/texts.ts';

const { lin } = candidates;

/**
 * One interview from the link to the end notice, with two phones and two members
 * of staff, in both languages; the second phone joins by QR in one and by signing
 * in in the other.
 */
for (const language of ['zh-CN', 'en'] as const satisfies readonly Language[]) {
  test(`an interview is held in ${language}`, async ({ newPhone, newStaff, server }) => {
    test.setTimeout(480_000);
    const first = await newPhone({ language });
    await signIn(first);
    await intoTheWaitingArea(first);

    const steward = await newStaff({ username: 'steward', language });
    await steward.signIn();
    await talkWithSteward(first, steward);

    const second = language === 'zh-CN' ? await scanQr(first, newPhone) : await newPhone({ position: 2, language });
    if (language === 'en') {
      await joinSecondBySigningIn(second, lin.phone);
      await picture(second, 'second');
    }
    // FEATURES: C3
    await shows(first, 'own-1', 'first');
    if (language === 'en') await shows(first, 'own-2', 'second');
    await picture(first, 'waiting-both');

    const chair = await newStaff({ username: 'chair', language });
    await chair.signIn();
    await intoTheInterview(first, second, steward, chair, language);
    await askAndWithdraw(first, chair);
    await endIt(first, second, chair);
    await playBack(chair, server.url);
    const admin = await newStaff({ username: 'admin', language });
    await admin.signIn('/staff/audit');
    await expect(admin.page.locator('tr[data-kind="recording.seen"]'), 'both cameras are one look').toHaveCount(1);
  });
}

// FEATURES: A2, A3, A4, A5
async function signIn(first: Phone): Promise<void> {
  const { page } = first;
  await first.open('/s/demo');
  await page.getByLabel(first.t('sign_in.phone')).fill(lin.phone);
  await page.getByRole('button', { name: first.t('sign_in.send') }).click();
  const code = await first.readSmsCode(lin.phone);
  await expect(page.getByRole('button', { name: first.texts.pattern('sign_in.resend_in') })).toBeDisabled();
  const wrong = code === '000000' ? '000001' : '000000';
  await page.getByLabel(first.t('sign_in.code')).fill(wrong);
  await expect(page.getByText(first.t('sign_in.wrong', { count: 4 }))).toBeVisible();
  await picture(first, 'sign-in-code');
  await page.getByLabel(first.t('sign_in.code')).fill(code);
  // One school, one exam, one major: nothing is asked.
  await expect(page.getByRole('link', { name: first.t('room_info.enter') })).toBeVisible();
}

// FEATURES: A13, B1, B5, C2
async function intoTheWaitingArea(first: Phone): Promise<void> {
  await expect(first.page.getByText('综合面试')).toBeVisible();
  await expect(first.page.getByText(first.t('room_info.second_optional'))).toBeVisible();
  await picture(first, 'room');
  await enterRoom(first);
  await picture(first, 'position');
  await takePosition(first, 1);
  await picture(first, 'preview');
  await startWaiting(first);
  await expect(first.page.getByText(first.t('waiting.you_are_next'))).toBeVisible();
  await expect(first.page.getByText(first.t('waiting.steward_away'))).toBeVisible();
  await picture(first, 'waiting-alone');
}

// FEATURES: C1, C2
async function talkWithSteward(first: Phone, steward: Staff): Promise<void> {
  await expect(first.page.getByText(first.t('waiting.steward_available'))).toBeVisible();
  await steward.page.getByRole('button', { name: steward.t('move.call', { name: lin.name }) }).first().click();
  await shows(first, 'steward', 'steward');
  await shows(steward, 'camera-1', 'first');
  await picture(first, 'call');
  await picture(steward, 'steward-call');
  await steward.page.getByRole('button', { name: steward.t('move.mute') }).click();
  await expect(first.page.getByTestId('call').getByText(first.t('waiting.you_are_muted'))).toBeVisible();
  await steward.page.getByLabel(steward.t('message.label', { name: lin.name })).fill('请把门关上 🙂');
  await steward.page.getByRole('button', { name: steward.t('message.send') }).click();
  await expect(first.page.getByText('请把门关上 🙂').first()).toBeVisible();
  await steward.page.getByRole('button', { name: steward.t('move.unmute') }).click();
  await expect(first.page.getByTestId('call').getByText(first.t('waiting.you_are_heard'))).toBeVisible();
}

// FEATURES: C4, C5
async function scanQr(first: Phone, newPhone: (options: { position: 2; clip: string }) => Promise<Phone>): Promise<Phone> {
  const clip = await clipOfPairing(first);
  await picture(first, 'pairing');
  const second = await newPhone({ position: 2, clip });
  await second.open('/pair');
  await picture(second, 'scan');
  await second.page.getByRole('button', { name: second.t('scan.start') }).click();
  await expect(second.page.getByTestId('role')).toHaveText(second.t('position.2'));
  await startSecond(second);
  await expect(first.page.getByRole('dialog')).toHaveCount(0); // it closes by itself
  await picture(second, 'second');
  return second;
}

// FEATURES: C6, C7, C8, C10
async function intoTheInterview(first: Phone, second: Phone, steward: Staff, chair: Staff, language: Language): Promise<void> {
  await picture(chair, 'panel-before');
  const load = await first.page.evaluate(() => performance.timeOrigin);
  await invite(chair, lin.name);
  await expect(second.page.getByText(second.t('second.phase_invited'))).toBeVisible();
  await expect(first.page.getByTestId('invitation')).toBeVisible();
  await picture(first, 'invitation');
  await picture(chair, 'panel-invited');
  await accept(first);
  await shows(chair, 'camera-1', 'first');
  if (language === 'en') await shows(chair, 'camera-2', 'second');
  await shows(first, 'panel-member', 'chair');
  expect(await first.page.evaluate(() => performance.timeOrigin), 'no reload').toBe(load);
  await expect(second.page.getByText(second.t('second.phase_interviewing'))).toBeVisible();
  await expect(second.page.getByTestId('panel-member')).toHaveCount(0);
  // The steward neither sees nor hears any more, and is told.
  await expect(steward.page.getByText(steward.t('departure.interviewing', { name: lin.name })).first()).toBeVisible();
  await expect(steward.page.getByTestId('camera-1')).toHaveCount(0);
  await picture(first, 'interview');
  await picture(second, 'second-interview');
  await picture(chair, 'panel-interview');
  await picture(steward, 'steward-after');
}

// FEATURES: C11, C12
async function askAndWithdraw(first: Phone, chair: Staff): Promise<void> {
  const see = first.page.getByRole('button', { name: first.t('interview.see_question') });
  await expect(first.page.getByRole('button', { name: first.t('interview.no_question') })).toBeDisabled();
  await chair.page.getByRole('button', { name: chair.t('questions.release') }).first().click();
  await expect(chair.page.getByText(chair.t('questions.unopened'))).toBeVisible();
  await see.click();
  await expect(first.page.getByTestId('question')).toBeVisible();
  await expect(first.page.getByTestId('question').getByText('请用三分钟介绍你自己')).toBeVisible();
  await expect(chair.page.getByText(chair.t('questions.opened'), { exact: true })).toBeVisible();
  await picture(first, 'question');
  await first.page.getByRole('button', { name: first.t('question.expand') }).click();
  await shows(first, 'panel-member', 'chair'); // the video goes on
  await picture(first, 'question-full');
  await first.page.getByRole('button', { name: first.t('question.shrink') }).click();
  await chair.page.getByRole('button', { name: chair.t('questions.withdraw') }).click();
  await expect(first.page.getByTestId('question')).toHaveCount(0);
  await expect(first.page.getByRole('button', { name: first.t('interview.no_question') })).toBeDisabled();
}

// FEATURES: C13
async function endIt(first: Phone, second: Phone, chair: Staff): Promise<void> {
  await chair.page.getByRole('button', { name: chair.t('move.end'), exact: true }).click();
  await picture(chair, 'panel-end');
  await chair.page.getByRole('dialog').getByRole('button', { name: chair.t('end.not_yet') }).click();
  await end(chair);
  for (const phone of [first, second]) {
    await expect(phone.page.getByTestId('over')).toHaveAttribute('data-outcome', 'finished');
    await inPhase(phone, 'finished');
    expect(await phone.page.evaluate(() => document.querySelectorAll('video').length), 'no camera is shown').toBe(0);
  }
  await picture(first, 'over');
  await picture(second, 'second-over');
  await first.page.reload();
  await expect(first.page.getByTestId('over')).toBeVisible();
  await first.page.getByRole('link', { name: first.t('sitting.to_room') }).click();
  await expect(first.page.getByText(first.t('room_info.over'))).toBeVisible();
  await expect(first.page.getByRole('link', { name: first.t('room_info.enter') })).toHaveCount(0);
}

// FEATURES: I1
async function playBack(chair: Staff, origin: string): Promise<void> {
  await chair.page.getByRole('link', { name: chair.t('view.overview') }).click();
  await picture(chair, 'overview');
  await chair.page.getByRole('link', { name: chair.t('row.recordings') }).first().click();
  for (const position of [1, 2]) {
    const video = chair.page.getByLabel(chair.t(`position.${position}`), { exact: true }).first();
    await expect(video).toBeVisible({ timeout: 30_000 });
    await expect.poll(() => video.evaluate((v: HTMLVideoElement) => v.readyState)).toBeGreaterThanOrEqual(2);
    const played = await video.evaluate(async (v: HTMLVideoElement) => {
      const to = v.duration / 2;
      const seeked = new Promise((next) => v.addEventListener('seeked', next, { once: true }));
      v.currentTime = to;
      await seeked;
      return { duration: v.duration, at: v.currentTime, to, width: v.videoWidth };
    });
    expect(played.duration, `camera ${position}`).toBeGreaterThan(3);
    expect(Number.isFinite(played.duration)).toBe(true);
    expect(Math.abs(played.at - played.to)).toBeLessThan(0.5);
    expect(played.width).toBeGreaterThan(100);
  }
  await picture(chair, 'recordings');
  expect((await fetch(`${origin}/api/sittings/none/recordings`)).status, 'a stranger').toBe(401);
}
