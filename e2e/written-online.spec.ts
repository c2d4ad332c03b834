import type { Locator } from '@playwright/test';
import { inPhase, joinSecondByLink, pairingCode, releasePaper, takeSeat } from './harness/steps.ts';
import type { Phone, Staff } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

/** A written exam on the screen: typed over a bad line, a killed server and a second tab, and handed in. */

const LUO = { phone: '13800000008', name: '罗一帆' };

// FEATURES: D1, D8, D9, D10
test('answers typed on the screen survive the line, a reload, the server and a second tab', async ({ newPhone, newStaff, server }) => {
  test.setTimeout(240_000);
  const first = await newPhone({ line: true });
  await takeSeat(first, LUO.phone);
  const second = await newPhone({ position: 2 });
  await joinSecondByLink(second, await pairingCode(first));
  await first.page.getByRole('dialog').waitFor({ state: 'detached' });

  const proctor = await newStaff({ username: 'proctor2' });
  await releasePaper(proctor, '第二笔试考场');
  await expect(first.page.getByTestId('online')).toBeVisible();
  await expect(second.page.getByText(second.t('second.phase_answering'))).toBeVisible();

  await answer(first);
  await offline(first);
  await killed(first, server);
  await secondTab(first);
  await expect(proctor.page.locator(`[data-candidate="${LUO.name}"] [data-fact="answered"]`)).toContainText(proctor.t('proctor.answered', { n: 5, all: 6 }));
  await shot(proctor.page, 'proctor-online');
  await proctor.page.getByText(proctor.t('proctor.view_table'), { exact: true }).click();
  const line = proctor.page.locator(`[data-line="${LUO.name}"]`);
  await expect(line).toContainText('5/6');
  await expect(line.locator('[data-camera="2"]')).toHaveAttribute('data-online', 'true');
  await shot(proctor.page, 'proctor-table');
  await proctor.page.getByText(proctor.t('proctor.view_wall'), { exact: true }).click();
  await handIn(first, second, proctor);
});

const item = (phone: Phone, n: number) => phone.page.locator(`[data-item="${n}"]`);
const onServer = (phone: Phone, n: number) => expect(item(phone, n)).toHaveAttribute('data-where', 'server', { timeout: 20_000 });

/** One item of each kind. */
async function answer(first: Phone): Promise<void> {
  await item(first, 1).getByRole('radio').first().check();
  await item(first, 2).getByRole('checkbox').nth(2).check();
  await item(first, 2).getByRole('checkbox').nth(0).check();
  await item(first, 3).getByRole('radio', { name: first.t('online.true') }).check();
  await item(first, 4).getByLabel(first.t('online.blank', { n: 2 })).fill('行动');
  for (const n of [1, 2, 3, 4]) await onServer(first, n);
  await expect(first.page.getByRole('link', { name: first.t('online.go_answered', { n: 4 }) })).toBeVisible();
  await first.page.getByRole('button', { name: first.t('online.mark', { n: 5 }) }).click();
  await shot(first.page, 'online');
}

/** Types on where a text ends. */
async function typeOn(field: Locator, text: string): Promise<void> {
  await field.press('Control+End');
  await field.pressSequentially(text, { delay: 60 });
}

const essay = (phone: Phone) => item(phone, 6).getByRole('textbox');

/** Without a line typing goes on; a reload keeps what was typed, and calls it saved only when it is. */
async function offline(first: Phone): Promise<void> {
  first.line?.cut();
  await essay(first).fill('断网时写下的第一句。');
  await expect(first.page.getByTestId('where-6')).toHaveText(first.t('online.on_phone'));
  await expect(first.page.getByTestId('saved')).toHaveAttribute('data-saved', 'waiting', { timeout: 25_000 });
  await shot(first.page, 'online-offline');
  await first.page.route('**/answers', (route) => route.abort()); // the line is back, but nothing is saved yet
  first.line?.restore();
  await first.page.reload();
  await expect(essay(first)).toHaveValue('断网时写下的第一句。', { timeout: 30_000 });
  await expect(item(first, 6)).toHaveAttribute('data-where', 'phone');
  await first.page.unroute('**/answers');
  await onServer(first, 6);
}

/** The server is killed while she types; nothing that was called saved is lost. */
async function killed(first: Phone, server: { kill9: () => Promise<void>; restart: () => Promise<void> }): Promise<void> {
  await typeOn(essay(first), '服务器被杀前');
  await onServer(first, 6);
  await server.kill9();
  await typeOn(essay(first), '，被杀后。');
  await expect(item(first, 6)).toHaveAttribute('data-where', 'phone');
  await server.restart();
  await onServer(first, 6);
}

/** A second tab asks which one writes; the first stops, and goes on when it is asked to. */
async function secondTab(first: Phone): Promise<void> {
  const tab = await first.context.newPage();
  await tab.goto(first.page.url());
  await expect(tab.getByTestId('elsewhere')).toBeVisible({ timeout: 30_000 });
  await tab.getByRole('button', { name: first.t('online.write_here') }).click();
  await expect(tab.locator('[data-item="6"]').getByRole('textbox')).toHaveValue('断网时写下的第一句。服务器被杀前，被杀后。');
  await typeOn(tab.locator('[data-item="6"]').getByRole('textbox'), '第二个标签页。');
  await expect(tab.locator('[data-item="6"]')).toHaveAttribute('data-where', 'server');
  await typeOn(essay(first), '旧');
  await expect(first.page.getByTestId('elsewhere')).toBeVisible();
  await shot(first.page, 'online-elsewhere');
  await tab.close();
  await first.page.getByRole('button', { name: first.t('online.write_here') }).click();
  await expect(essay(first)).toHaveValue('断网时写下的第一句。服务器被杀前，被杀后。第二个标签页。');
}

async function handIn(first: Phone, second: Phone, proctor: Staff): Promise<void> {
  await first.page.getByRole('button', { name: first.t('written.submit'), exact: true }).click();
  const dialog = first.page.getByRole('dialog');
  await expect(dialog.getByText(first.t('online.empty', { count: 1, items: '5' }))).toBeVisible();
  await dialog.getByRole('button', { name: first.t('written.go_on') }).click();
  await item(first, 5).getByRole('textbox').fill('让观众保持距离。');
  await first.page.getByRole('button', { name: first.t('written.submit'), exact: true }).click();
  await dialog.getByRole('button', { name: first.t('written.submit_confirm') }).click();
  for (const phone of [first, second]) {
    await expect(phone.page.getByTestId('receipt')).toBeVisible();
    await inPhase(phone, 'submitted');
  }
  await expect(first.page.getByTestId('online')).toHaveCount(0);
  await shot(first.page, 'online-receipt');
  await expect(proctor.page.locator(`[data-candidate="${LUO.name}"] [data-fact="submitted"]`)).toBeVisible();
}
