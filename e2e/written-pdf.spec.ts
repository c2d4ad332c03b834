import { clipOfPairing, inPhase, joinSecondByLink, openHall, pairingCode, release, shows, takeSeat } from './harness/steps.ts';
import type { Phone, Staff } from './harness/people.ts';
import { page } from './harness/page.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

/** A written exam on paper, from the sealed paper to the receipt, with both phones and a proctor. */

const SHEN = { phone: '13800000007', name: '沈知秋' };
const PAPER = '艺术概论 A 卷';

// FEATURES: D1, D2, D3, D4, D5, D6, D7, D8, D11, D12, D13
test('a paper is released, answered on paper, photographed over a bad line and handed in', async ({ newPhone, newStaff }) => {
  test.setTimeout(240_000);
  const first = await newPhone();
  await takeSeat(first, SHEN.phone);
  await expect(first.page.getByTestId('before-paper')).toBeVisible();
  await shot(first.page, 'written-seated');

  const second = await newPhone({ position: 2, line: true });
  await clipOfPairing(first);
  await joinSecondByLink(second, await pairingCode(first));
  await expect(second.page.getByText(second.t('second.phase_seated'))).toBeVisible();
  await expect(second.page.getByText(second.t('pages.title'))).toHaveCount(0); // nothing to answer yet

  const proctor = await newStaff({ username: 'proctor2' });
  await openHall(proctor, '第一笔试考场');
  const card = proctor.page.locator(`[data-candidate="${SHEN.name}"]`);
  await watch(proctor, first);
  await releaseTo(proctor, first);
  await expect(card.locator('[data-fact="opened"]')).toContainText(proctor.t('proctor.opened', { at: '' }).trim());

  await photograph(second, first);
  await expect(card.locator('[data-fact="pages"]')).toBeVisible();
  await giveTime(proctor, first);
  await handIn(second, first);
  await expect(card.locator('[data-fact="submitted"]')).toBeVisible();
  await shot(proctor.page, 'proctor-submitted');

  await reopenAndLetGo(proctor, first, second);
});

/** Both cameras live, unseen by the candidate. */
async function watch(proctor: Staff, first: Phone): Promise<void> {
  await proctor.page.getByRole('button', { name: proctor.t('proctor.look_at', { name: SHEN.name }) }).click();
  await shows(proctor, 'camera-1', 'first');
  await shows(proctor, 'camera-2', 'second');
  await expect(first.page.getByTestId('panel-member')).toHaveCount(0);
  await shot(proctor.page, 'proctor-live');
  await proctor.page.keyboard.press('Escape');
  // The wall: everybody's pictures at once, and still nobody sees the proctor.
  await proctor.page.getByText(proctor.t('proctor.view_live'), { exact: true }).click();
  await expect(proctor.page.locator(`[data-candidate="${SHEN.name}"] [data-frames="moving"]`)).toHaveCount(2);
  await shows(proctor, 'camera-1', 'first');
  await shows(proctor, 'camera-2', 'second');
  await expect(first.page.getByTestId('panel-member')).toHaveCount(0);
  await shot(proctor.page, 'proctor-live-wall');
  await proctor.page.getByText(proctor.t('proctor.view_wall'), { exact: true }).click();
}

/** One press; the paper is on the first camera only, and its cameras go on. */
async function releaseTo(proctor: Staff, first: Phone): Promise<void> {
  await release(proctor);
  await expect(first.page.getByTestId('paper')).toBeVisible();
  await expect(first.page.locator('#paper-1')).toHaveAttribute('data-drawn', 'yes');
  await expect(first.page.getByText(first.t('written.news.released'))).toBeVisible();
  await inPhase(first, 'answering');
  await shows(first, 'own-1', 'first');
  const width = () => first.page.locator('#paper-1').evaluate((sheet) => sheet.clientWidth);
  const before = await width();
  await first.page.getByRole('button', { name: first.t('written.larger'), exact: true }).click();
  await expect.poll(width).toBeGreaterThan(before);
  await first.page.getByRole('button', { name: first.t('written.smaller'), exact: true }).click();
  await expect(first.page.getByTestId('written-news').locator('[data-kind]')).toHaveCount(0);
  await shot(first.page, 'written-paper');
  await first.page.getByRole('button', { name: first.t('written.night') }).click();
  await shot(first.page, 'written-paper-night');
}

const drafts = (phone: Phone) => phone.page.getByTestId('draft').locator('[data-page]');

/** Pages over a line that is cut, with a reload in between; too many, in order, replaced after a question. */
async function photograph(second: Phone, first: Phone): Promise<void> {
  const album = second.page.getByText(second.t('pages.album')).locator('input');
  await expect(second.page.getByText(second.t('pages.title'), { exact: true })).toBeVisible();
  await album.setInputFiles([await page(second, 1), await page(second, 2, 'dark')]);
  await expect(drafts(second).nth(1).locator('[data-flaw="dark"]')).toBeVisible();
  await expect(second.page.locator('[data-page][data-state="there"]')).toHaveCount(2);
  second.line?.cut();
  await album.setInputFiles([await page(second, 3)]);
  await expect(drafts(second).nth(2)).toHaveAttribute('data-state', 'waiting');
  await shot(second.page, 'pages-waiting');
  second.line?.restore();
  await second.page.reload();
  await expect(second.page.locator('[data-page][data-state="there"]')).toHaveCount(3, { timeout: 30_000 });
  await second.page.getByRole('button', { name: second.t('pages.remove', { n: 2 }) }).click();
  await second.page.getByRole('button', { name: second.t('pages.later', { n: 1 }) }).click();
  await second.page.getByRole('button', { name: second.t('pages.send', { n: 2 }) }).click();
  for (const phone of [first, second]) await expect(phone.page.getByTestId('pages-that-count').locator('img')).toHaveCount(2);

  const many = await Promise.all([4, 5, 6, 7, 8, 9, 10, 11].map((n) => page(second, n)));
  await album.setInputFiles(many);
  await expect(second.page.getByTestId('too-many')).toHaveText(second.t('pages.too_many', { max: 9, n: 1 }));
  await expect(second.page.locator('[data-page][data-state="there"]')).toHaveCount(9, { timeout: 40_000 });
  await shot(second.page, 'pages-nine');
  await second.page.getByRole('button', { name: second.t('pages.send', { n: 9 }) }).click();
  await expect(second.page.getByText(second.t('pages.replace_text', { before: 2, now: 9 }))).toBeVisible();
  await second.page.getByRole('button', { name: second.t('pages.replace'), exact: true }).click();
  for (const phone of [first, second]) await expect(phone.page.getByTestId('pages-that-count')).toHaveAttribute('data-version', '2');
  await first.page.getByTestId('own-2').scrollIntoViewIfNeeded(); // what is out of sight is not sent
  await shows(first, 'own-2', 'second'); // the camera's picture has gone on
}

async function giveTime(proctor: Staff, first: Phone): Promise<void> {
  const left = () => first.page.getByTestId('time-left').textContent();
  const before = await left();
  await proctor.page.getByRole('button', { name: proctor.t('proctor.more_of', { name: SHEN.name }) }).click();
  await proctor.page.getByRole('menuitem', { name: proctor.t('proctor.step.time', { name: SHEN.name }) }).click();
  await proctor.page.getByLabel(proctor.t('proctor.reason')).fill('断网');
  await proctor.page.getByRole('button', { name: proctor.t('proctor.confirm') }).click();
  await expect(first.page.getByTestId('given')).toHaveText(first.t('written.given', { n: 5 }));
  expect(await left()).not.toBe(before);
}

async function handIn(second: Phone, first: Phone): Promise<void> {
  await second.page.getByRole('button', { name: second.t('written.submit'), exact: true }).click();
  await second.page.getByRole('button', { name: second.t('written.submit_confirm') }).click();
  for (const phone of [first, second]) {
    await expect(phone.page.getByTestId('receipt')).toBeVisible();
    await expect(phone.page.getByTestId('pages-that-count').locator('img')).toHaveCount(9);
    await inPhase(phone, 'submitted');
  }
  await expect(first.page.getByTestId('paper')).toHaveCount(0);
  await shot(first.page, 'written-receipt');
}

async function step(proctor: Staff, kind: string, reason?: string): Promise<void> {
  await proctor.page.getByRole('button', { name: proctor.t('proctor.more_of', { name: SHEN.name }) }).click();
  await proctor.page.getByRole('menuitem', { name: proctor.t(`proctor.step.${kind}`, { name: SHEN.name, title: PAPER }) }).click();
  if (reason !== undefined) await proctor.page.getByLabel(proctor.t('proctor.reason')).fill(reason);
  await proctor.page.getByRole('button', { name: proctor.t('proctor.confirm') }).click();
  await expect(proctor.page.getByRole('dialog')).toHaveCount(0);
}

/** Reopened with a reason, the wrong paper withdrawn with one, collected, let go. */
async function reopenAndLetGo(proctor: Staff, first: Phone, second: Phone): Promise<void> {
  await step(proctor, 'reopen', '误交');
  await expect(first.page.getByTestId('paper')).toBeVisible();
  await step(proctor, 'withdraw', '发错了卷');
  await expect(first.page.getByText(first.t('written.withdrawn_text', { reason: '发错了卷' }))).toBeVisible();
  await expect(first.page.getByTestId('paper')).toHaveCount(0);
  await shot(first.page, 'written-withdrawn');
  await step(proctor, 'collect', '到时间');
  await step(proctor, 'let_go');
  for (const phone of [first, second]) {
    await expect(phone.page.getByTestId('over')).toBeVisible();
    await inPhase(phone, 'finished');
    await expect(phone.page.getByTestId('receipt')).toBeVisible();
  }
  await shot(first.page, 'written-over');
}
