import type { Phone, Staff } from './harness/people.ts';
import type { Server } from './harness/server.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

/** A fee from "due" to "paid", through the simulated WeChat Pay, and what staff do about fees. */

const PAYER = '13800000005';
const NAME = '陈一诺';

// FEATURES: A6, A7, A8, A9
for (const language of ['zh-CN', 'en'] as const) {
  test(`a candidate pays her fee before she may enter, in ${language}`, async ({ server, newPhone }) => {
    const phone = await newPhone({ language });
    const { page } = phone;
    await phone.signIn(PAYER);
    const card = page.locator('[data-fee]');
    await expect(card).toHaveAttribute('data-fee', 'due');
    await expect(card).toContainText('¥120.00');
    await shot(page, `fee-due-${language}`);

    // The room's door is shut by the server, not by the page.
    await page.getByRole('link', { name: phone.t('room_info.enter') }).click();
    await page.locator('button[data-position="1"]').click();
    await expect(page.getByText(phone.t('error.fee_due'))).toBeVisible();
    await page.goBack();

    await page.getByRole('link', { name: phone.t('fee.go') }).click();
    await expect(page.getByTestId('pay-qr')).toBeVisible();
    const order = await openOrder(page.getByTestId('pay-qr'));
    await shot(page, `fee-pay-${language}`);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: phone.t('fee.save') }).click();
    expect((await saved).suggestedFilename()).toBe('wechat-pay.png');

    // Not arrived yet: she is told, and never gets another order.
    await page.getByRole('button', { name: phone.t('fee.paid') }).click();
    await expect(page.getByText(phone.t('fee.not_yet'), { exact: true })).toBeVisible();
    await page.reload();
    await expect(page.getByTestId('pay-qr')).toBeVisible();
    expect(await openOrder(page.getByTestId('pay-qr'))).toBe(order);

    // What is forged or short changes nothing; a provider that is away loses nothing.
    for (const way of ['forged', 'wrong_amount']) await pay(server, order, way);
    await away(server, true);
    await page.getByRole('button', { name: phone.t('fee.paid') }).click();
    await expect(page.getByText(phone.t('fee.away'))).toBeVisible();
    await shot(page, `fee-away-${language}`);
    await away(server, false);

    // On this phone: the link leads to WeChat (here: the simulated till), she pays, and it is told twice.
    await page.getByRole('button', { name: phone.t('fee.on_this_phone') }).click();
    await expect(page.getByRole('heading', { name: phone.t('cashier.title') })).toBeVisible();
    await shot(page, `fee-cashier-${language}`);
    await page.getByRole('button', { name: phone.t('cashier.way.twice') }).click();
    await expect(page.getByText(phone.t('cashier.back'))).toBeVisible();
    await page.goBack();
    await expect(page.getByText(phone.t('fee.settled.paid'))).toBeVisible();
    await page.getByRole('link', { name: phone.t('fee.enter') }).click();
    await expect(page.locator('[data-fee="paid"]')).toBeVisible();
    await page.getByRole('link', { name: phone.t('room_info.enter') }).click();
    await page.locator('button[data-position="1"]').click();
    await expect(page.getByTestId('role')).toHaveText(phone.t('position.1'));
  });
}

// FEATURES: A7
test('inside WeChat she pays in its own sheet, and may change her mind', async ({ server, newPhone }) => {
  const phone = await newPhone({ wechat: true });
  const { page } = phone;
  await page.addInitScript(bridge);
  await phone.signIn(PAYER);
  await page.getByRole('link', { name: phone.t('fee.go') }).click();
  const inWeChat = page.getByRole('button', { name: phone.t('fee.in_wechat') });
  await expect(inWeChat).toBeVisible();
  await expect(page.getByTestId('pay-qr')).toHaveCount(0);
  await expect(page.getByRole('button', { name: phone.t('fee.on_this_phone') })).toHaveCount(0); // WeChat refuses it inside itself
  await shot(page, 'fee-in-wechat');

  // A code that nobody here has asked for begins nothing.
  await page.goto(`${page.url()}?code=smuggled&state=smuggled`);
  await expect(inWeChat).toBeEnabled();
  await expect(page).toHaveURL(/\/fee$/);

  // She puts WeChat's sheet away, looks at the QR, and comes back to WeChat's own way.
  await inWeChat.click();
  await expect(page.getByText(phone.t('fee.cancelled'))).toBeVisible();
  await page.getByRole('button', { name: phone.t('fee.show_qr') }).click();
  const qr = await openOrder(page.getByTestId('pay-qr'));
  await inWeChat.click();
  await expect(page.getByText(phone.t('fee.settled.paid'))).toBeVisible();
  const { state } = await server.get<{ state: string }>(`/api/demo/cashier?order=${qr}`);
  expect(state, 'the order of the QR').toBe('CLOSED');
});

// FEATURES: A8, A9
test('what the provider does not tell is found out, and staff see, reconcile and give back', async ({ server, newPhone, newStaff }) => {
  const phone = await newPhone();
  await phone.signIn(PAYER);
  await phone.page.getByRole('link', { name: phone.t('fee.go') }).click();
  const order = await openOrder(phone.page.getByTestId('pay-qr'));
  await pay(server, order, 'untold');
  // Nobody presses anything: the server asks by itself, and the open page hears of it.
  await expect(phone.page.getByText(phone.t('fee.settled.paid'))).toBeVisible({ timeout: 30_000 });

  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/fees');
  const row = admin.page.locator('tr[data-number="2026100005"]');
  await expect(row).toHaveAttribute('data-state', 'paid');
  await shot(admin.page, 'fees');
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  await admin.page.getByLabel(admin.t('fees.reconcile.day')).fill(today);
  await admin.page.getByRole('button', { name: admin.t('fees.reconcile.run') }).click();
  await expect(admin.page.getByText(admin.t('fees.reconcile.agrees'))).toBeVisible();

  await act(admin, 'refund', '退考');
  await expect(row).toHaveAttribute('data-state', 'due');
  await expect(phone.page.getByRole('button', { name: phone.t('fee.go') })).toBeVisible();

  await act(admin, 'waiver', '困难学生');
  await expect(row).toHaveAttribute('data-state', 'waived');
  await expect(phone.page.getByText(phone.t('fee.settled.waived'))).toBeVisible();
  await mayEnter(phone);

  await admin.open('/staff/audit');
  for (const kind of ['fee.ordered', 'fee.paid', 'fee.refunding', 'fee.refunded', 'fee.waived']) {
    await expect(admin.page.locator(`tr[data-kind="${kind}"]`).first(), kind).toBeVisible();
  }
  await expect(admin.page.locator('tr[data-kind="fee.waived"]')).toContainText('困难学生');
});

/** WeChat's own sheet: put away the first time, and paid at the simulated provider the second. */
function bridge(): void {
  const page = window as unknown as { WeixinJSBridge: object };
  page.WeixinJSBridge = {
    invoke: (_: string, { package: sheet }: { package: string }, done: (answer: { err_msg: string }) => void) => {
      const seen = localStorage.getItem('sheet') !== null;
      localStorage.setItem('sheet', 'seen');
      const [, order] = /order=(\w+)/.exec(sheet) ?? [];
      if (!seen || order === undefined) return done({ err_msg: 'get_brand_wcpay_request:cancel' });
      const headers = { 'X-Kaochang': '1', 'Content-Type': 'application/json' };
      void fetch('/api/demo/cashier', { method: 'POST', headers, body: JSON.stringify({ order, way: 'told' }) }).then(() =>
        done({ err_msg: 'get_brand_wcpay_request:ok' }),
      );
    },
  };
}

async function mayEnter(phone: Phone): Promise<void> {
  await phone.page.getByRole('link', { name: phone.t('fee.enter') }).click();
  await phone.page.getByRole('link', { name: phone.t('room_info.enter') }).click();
  await phone.page.locator('button[data-position="1"]').click();
  await expect(phone.page.getByTestId('role')).toHaveText(phone.t('position.1'));
}

/** The number of the order that a QR pays. */
async function openOrder(qr: ReturnType<Phone['page']['getByTestId']>): Promise<string> {
  const label = (await qr.locator('svg').getAttribute('aria-label')) ?? '';
  const [, number] = /order=(\w+)/.exec(label) ?? [];
  expect(number, `an order in ${label}`).toBeDefined();
  return number ?? '';
}

async function pay(server: Server, order: string, way: string): Promise<void> {
  await ask(server, 'POST', '', { order, way });
}

async function away(server: Server, gone: boolean): Promise<void> {
  await ask(server, 'PUT', '/away', { away: gone });
}

async function ask(server: Server, method: string, path: string, body: object): Promise<void> {
  const headers = { 'X-Kaochang': '1', 'Content-Type': 'application/json' };
  const answer = await fetch(`${server.url}/api/demo/cashier${path}`, { method, headers, body: JSON.stringify(body) });
  expect(answer.status, await answer.text()).toBe(204);
}

async function act(admin: Staff, what: string, reason: string): Promise<void> {
  await admin.page.getByRole('button', { name: admin.t('fees.actions_of', { name: NAME }) }).click();
  await admin.page.getByRole('menuitem', { name: admin.t(`fees.${what}`) }).click();
  const dialog = admin.page.getByRole('dialog');
  await dialog.getByLabel(admin.t('fees.reason')).fill(reason);
  await dialog.getByRole('button', { name: admin.t(`fees.${what}`) }).click();
  await expect(dialog).toHaveCount(0);
}
