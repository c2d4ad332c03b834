import { joinSecondByLink, pairingCode, releasePaper, takeSeat } from './harness/steps.ts';
import type { Phone, Staff } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

/** Staff stop a written exam and let it go on, one candidate or everybody. */

const LUO = { phone: '13800000008', name: '罗一帆' };

// FEATURES: G6
test('a pause stops her time, hides the paper, keeps what she typed and is given back', async ({ newPhone, newStaff }) => {
  test.setTimeout(240_000);
  const first = await newPhone();
  await takeSeat(first, LUO.phone);
  const second = await newPhone({ position: 2 });
  await joinSecondByLink(second, await pairingCode(first));
  const proctor = await newStaff({ username: 'proctor2' });
  await releasePaper(proctor, '第二笔试考场');
  const answer = first.page.locator('[data-item="5"]');
  await answer.getByRole('textbox').fill('暂停前写下的。');
  await expect(answer).toHaveAttribute('data-where', 'server', { timeout: 20_000 });

  await all(proctor, 'pause', '考点断电');
  for (const phone of [first, second]) {
    await expect(phone.page.getByTestId('paused')).toContainText(phone.t('pause.reason', { reason: '考点断电' }));
    await expect(phone.page.getByText(phone.t('written.news.paused'))).toBeVisible();
  }
  await expect(first.page.getByTestId('online')).toHaveCount(0); // the paper is hidden
  const left = await first.page.getByTestId('pause-left').textContent();
  const card = proctor.page.locator(`[data-candidate="${LUO.name}"]`);
  await expect(card.locator('[data-fact="paused"]')).toContainText('考点断电');
  await shot(first.page, 'paused');
  await shot(proctor.page, 'proctor-paused');
  await first.page.reload();
  await expect(first.page.getByTestId('pause-left')).toHaveText(left ?? ''); // time stands, and a reload is no way back

  await all(proctor, 'resume', '来电');
  await expect(first.page.getByText(first.t('written.news.resumed'))).toBeVisible();
  await expect(answer.getByRole('textbox')).toHaveValue('暂停前写下的。');
  await expect(card.locator('[data-fact="paused"]')).toHaveCount(0);
  await lostRace(first, proctor);

  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/audit');
  for (const kind of ['sitting.paused', 'sitting.resumed']) await expect(admin.page.locator(`[data-kind="${kind}"]`)).toHaveCount(2);
});

async function all(proctor: Staff, what: 'pause' | 'resume', reason: string): Promise<void> {
  await proctor.page.getByRole('button', { name: proctor.t(`proctor.${what}_all`) }).click();
  const dialog = proctor.page.getByRole('dialog');
  await dialog.getByLabel(proctor.t('proctor.reason')).fill(reason);
  await dialog.getByRole('button', { name: proctor.t(`proctor.${what}`), exact: true }).click();
  await expect(dialog).toHaveCount(0);
}

async function one(proctor: Staff, what: 'pause' | 'resume', reason: string): Promise<void> {
  await proctor.page.getByRole('button', { name: proctor.t('proctor.more_of', { name: LUO.name }) }).click();
  await proctor.page.getByRole('menuitem', { name: proctor.t(`proctor.step.${what}`, { name: LUO.name }) }).click();
  await proctor.page.getByLabel(proctor.t('proctor.reason')).fill(reason);
  await proctor.page.getByRole('button', { name: proctor.t('proctor.confirm') }).click();
  await expect(proctor.page.getByRole('dialog')).toHaveCount(0);
}

/** What she types before her page knows of the pause is refused, waits on the phone, and is sent when the exam goes on. */
async function lostRace(first: Phone, proctor: Staff): Promise<void> {
  const answer = first.page.locator('[data-item="6"]');
  await first.page.route('**/api/sittings/*/written', (route) => route.abort());
  await one(proctor, 'pause', '核对身份');
  const refused = first.page.waitForResponse((response) => response.url().endsWith('/answers') && response.status() === 409);
  await answer.getByRole('textbox').fill('还不知道暂停时写下的。');
  await refused;
  await expect(answer).toHaveAttribute('data-where', 'phone');
  await expect(first.page.getByTestId('saved')).toHaveAttribute('data-saved', 'waiting');
  await first.page.unroute('**/api/sittings/*/written');
  await expect(first.page.getByTestId('paused')).toBeVisible();
  await one(proctor, 'resume', '核对完毕');
  await expect(answer.getByRole('textbox')).toHaveValue('还不知道暂停时写下的。');
  await expect(answer).toHaveAttribute('data-where', 'server', { timeout: 20_000 });
}
