import { joinSecondByLink, pairingCode, releasePaper, takeSeat } from './harness/steps.ts';
import { page } from './harness/page.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

/** A photographed page that staff cannot read. */

const SHEN = { phone: '13800000007', name: '沈知秋' };

// FEATURES: D13
test('a page that cannot be read is asked for again, and another takes its place', async ({ newPhone, newStaff }) => {
  test.setTimeout(240_000);
  const first = await newPhone();
  await takeSeat(first, SHEN.phone);
  const second = await newPhone({ position: 2 });
  await joinSecondByLink(second, await pairingCode(first));
  const proctor = await newStaff({ username: 'proctor2' });
  await releasePaper(proctor, '第一笔试考场');
  await second.page.getByText(second.t('pages.album')).locator('input').setInputFiles([await page(second, 1), await page(second, 2)]);
  await expect(second.page.locator('[data-page][data-state="there"]')).toHaveCount(2, { timeout: 20_000 });
  await second.page.getByRole('button', { name: second.t('pages.send', { n: 2 }) }).click();

  await proctor.page.getByRole('button', { name: proctor.t('proctor.look_at', { name: SHEN.name }) }).click();
  const asked = proctor.page.getByTestId('pages').locator('[data-page="2"]');
  await asked.getByRole('button', { name: proctor.t('proctor.ask_page', { n: 2 }) }).click();
  await proctor.page.getByRole('menuitem', { name: proctor.t('proctor.page_flaw.glare') }).click();
  await expect(asked).toHaveAttribute('data-asked', 'glare');
  await shot(proctor.page, 'proctor-asked');
  for (const phone of [first, second]) {
    await expect(phone.page.getByTestId('pages-that-count').locator('li').nth(1)).toHaveAttribute('data-asked', 'glare');
  }
  const alarm = second.page.getByTestId('asked-pages');
  await expect(alarm).toContainText(second.t('pages.asked', { n: 2, why: second.t('pages.asked_why.glare') }));
  await shot(second.page, 'pages-asked');
  await alarm.getByText(second.t('pages.asked_retake', { n: 2 })).locator('input').setInputFiles(await page(second, 3));
  await expect(alarm.locator('[data-retaken]')).toBeVisible();
  await expect(second.page.locator('[data-page="2"][data-state="there"]')).toBeVisible({ timeout: 20_000 });
  await second.page.getByRole('button', { name: second.t('pages.send', { n: 2 }) }).click();
  await second.page.getByRole('button', { name: second.t('pages.replace'), exact: true }).click();
  await expect(alarm).toHaveCount(0);
  await expect(asked).not.toHaveAttribute('data-asked');
});
