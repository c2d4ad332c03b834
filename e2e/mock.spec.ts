import { candidates, type Phone, type Staff } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { accept, inPhase, joinSecondByLink, pairingCode, picture, shows, startWaiting, takePosition } from './harness/steps.ts';
import { expect, test } from './harness/test.ts';

/** The mock exam: opened by the school, gone through with two phones and no staff, again and again. */

const { lin } = candidates;
const EXAM = '2026 年本科招生远程面试';
const LUO = '13800000008';
const WRITTEN = '2026 年研究生笔试';
const QUESTION = '请用一分钟介绍你的家乡。';

// FEATURES: A15
test('a mock exam is gone through without staff, and begun again', async ({ newPhone, newStaff }) => {
  test.setTimeout(240_000);
  const phone = await newPhone();
  await phone.signIn(lin.phone);
  await expect(phone.page.getByRole('link', { name: phone.t('room_info.enter') })).toBeVisible();
  const card = phone.page.getByRole('region', { name: phone.t('practice.title') });
  await expect(card).toHaveCount(0);

  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/exams');
  await open(admin);

  // It is on her page by itself.
  await expect(card).toHaveAttribute('data-practice', 'not_yet');
  await card.getByRole('link', { name: phone.t('practice.go') }).click();
  await picture(phone, 'practice');
  await phone.page.getByRole('button', { name: phone.t('practice.begin'), exact: true }).click();
  const second = await newPhone({ position: 2 });
  await goThrough(phone, second);

  await phone.page.getByRole('link', { name: phone.t('practice.back') }).click();
  await expect(phone.page.locator('[data-mock="done"]')).toHaveCount(1);
  await picture(phone, 'practice-done');
  // Another one: left, gone on with, begun anew.
  await phone.page.getByRole('button', { name: phone.t('practice.begin'), exact: true }).click();
  await expect(phone.page.getByTestId('mock')).toBeVisible();
  await phone.page.goBack();
  await expect(phone.page.getByRole('link', { name: phone.t('practice.go_on') })).toBeVisible();
  await phone.page.getByRole('button', { name: phone.t('practice.begin_anew') }).click();
  await expect(phone.page.getByTestId('mock')).toBeVisible();

  await phone.open('/choose');
  await expect(card).toHaveAttribute('data-practice', 'done');
  await expect(phone.page.getByRole('link', { name: phone.t('room_info.enter') }), 'the exam is as it was').toBeVisible();
  await rehearsed(admin);
});

// FEATURES: A15
test('a written exam is practised on the screen', async ({ newPhone, newStaff }) => {
  test.setTimeout(180_000);
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/exams');
  await open(admin, WRITTEN);
  const phone = await newPhone();
  await phone.signIn(LUO);
  await phone.page.getByRole('region', { name: phone.t('practice.title') }).getByRole('link', { name: phone.t('practice.go') }).click();
  await phone.page.getByRole('button', { name: phone.t('practice.begin'), exact: true }).click();
  await takePosition(phone, 1);
  await phone.page.getByRole('button', { name: phone.t('preview.take_seat') }).click();
  const essay = phone.page.locator('[data-item="5"]');
  await expect(essay.getByText(QUESTION)).toBeVisible({ timeout: 30_000 }); // nobody but the clock releases it
  await picture(phone, 'practice-paper');
  await essay.getByRole('textbox').fill('我的家乡在江边。');
  await expect(essay).toHaveAttribute('data-where', 'server');
  await phone.page.getByRole('button', { name: phone.t('written.submit'), exact: true }).click();
  await phone.page.getByRole('dialog').getByRole('button', { name: phone.t('written.submit_confirm') }).click();
  await expect(phone.page.getByTestId('over')).toHaveAttribute('data-outcome', 'finished', { timeout: 30_000 });
  await expect(phone.page.getByText(phone.t('practice.over.finished.text'))).toBeVisible();
  await picture(phone, 'practice-written-over');
});

async function open(admin: Staff, exam = EXAM): Promise<void> {
  await admin.page.getByRole('link', { name: exam }).click();
  const section = admin.page.getByRole('region', { name: admin.t('mock.title') });
  await expect(section).toHaveAttribute('data-mock', 'none');
  await section.getByLabel(admin.t('mock.opens')).fill(wall(-24));
  await section.getByLabel(admin.t('mock.closes')).fill(wall(24));
  await section.getByLabel(admin.t('mock.seconds')).fill('25');
  await section.getByLabel(admin.t('mock.question')).fill(QUESTION);
  await section.getByRole('button', { name: admin.t('mock.open') }).click();
  await expect(section).toHaveAttribute('data-mock', 'set');
  await section.scrollIntoViewIfNeeded();
  await shot(admin.page, 'mock-section');
}

/** The time some hours from now in the demo school's zone, as a form takes it. */
function wall(hours: number): string {
  const at = new Date(Date.now() + hours * 3_600_000);
  return at.toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(0, 16).replace(' ', 'T');
}

/** The road of the exam: position, waiting area, second camera by its code, invitation, question, end. */
async function goThrough(phone: Phone, second: Phone): Promise<void> {
  const { page } = phone;
  await expect(page.getByTestId('mock')).toHaveText(phone.t('practice.strip'));
  await takePosition(phone, 1);
  await startWaiting(phone);
  await expect(page.getByText(phone.t('practice.waiting'))).toBeVisible();
  await picture(phone, 'practice-waiting');
  await joinSecondByLink(second, await pairingCode(phone));
  await accept(phone); // nobody but the clock invites
  await shows(phone, 'own-1', 'first');
  await expect(page.getByText(phone.t('practice.panel'))).toBeVisible();
  await inPhase(second, 'interviewing');
  await page.getByRole('button', { name: phone.t('interview.see_question') }).click();
  await expect(page.getByTestId('question').getByText(QUESTION)).toBeVisible();
  await picture(phone, 'practice-question');
  for (const one of [phone, second]) {
    await expect(one.page.getByTestId('over')).toHaveAttribute('data-outcome', 'finished', { timeout: 45_000 });
  }
  await expect(page.getByText(phone.t('practice.over.finished.text'))).toBeVisible();
  await picture(phone, 'practice-over');
}

async function rehearsed(admin: Staff): Promise<void> {
  await admin.open('/staff/readiness');
  await expect(admin.page.getByRole('row', { name: new RegExp(lin.name) }).locator('[data-mocks]')).toHaveAttribute('data-mocks', '1');
  await admin.page.getByRole('combobox', { name: admin.t('readiness.mock') }).click();
  await admin.page.getByRole('option', { name: admin.t('readiness.rehearsed.no') }).click();
  await expect(admin.page.getByRole('row', { name: new RegExp(lin.name) })).toHaveCount(0);
}
