import type { Staff } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';
import { totp } from './harness/totp.ts';

/** Passkeys, a second factor that the school demands, and logins that an administrator ends. */

// FEATURES: G1
for (const language of ['zh-CN', 'en'] as const) {
  test(`a school demands a second factor and an examiner makes a passkey, in ${language}`, async ({ server, newStaff }) => {
    // A passkey belongs to a host's name; an address of numbers has none.
    const named = server.url.replace('127.0.0.1', 'localhost');
    const admin = await newStaff({ username: 'admin', language });
    await admin.signIn('/staff/account');
    await turnOnApp(admin);
    await admin.open('/staff/school');
    await admin.page.getByLabel(admin.t('school.second_factor')).check();
    await admin.page.getByRole('button', { name: admin.t('school.save') }).first().click();
    await expect(admin.page.getByText(admin.t('school.saved'))).toBeVisible();

    const examiner = await newStaff({ username: 'examiner', language });
    const { page } = examiner;
    await withAuthenticator(examiner);
    await page.goto(`${named}/staff/`);
    await page.getByLabel(examiner.t('sign_in.username')).fill('examiner');
    await examiner.password().fill('kaochang-demo');
    await page.getByRole('button', { name: examiner.t('sign_in.submit'), exact: true }).click();
    // Nothing else opens before the second factor is there.
    await expect(page.getByRole('heading', { name: examiner.t('account.secure_title') })).toBeVisible();
    expect((await page.request.get(`${named}/api/enquiries`)).status()).toBe(403);
    await shot(page, `secure-${language}`);

    const passkeys = page.getByRole('region', { name: examiner.t('account.passkeys') });
    await passkeys.getByLabel(examiner.t('account.passkey_name')).fill('办公室电脑');
    await passkeys.locator('input[type="password"]').fill('not her password');
    await passkeys.getByRole('button', { name: examiner.t('account.add_passkey') }).click();
    await expect(passkeys.getByRole('alert').last()).toBeVisible(); // a wrong password says so
    await passkeys.locator('input[type="password"]').fill('kaochang-demo');
    await passkeys.getByRole('button', { name: examiner.t('account.add_passkey') }).click();
    await expect(page.getByTestId('recovery-codes').locator('li')).toHaveCount(10);
    await page.getByRole('button', { name: examiner.t('account.noted') }).click();
    await expect(page.getByRole('heading', { name: examiner.t('account.secure_title') })).toHaveCount(0);

    await page.goto(`${named}/staff/account`);
    await expect(page.getByTestId('passkeys')).toContainText('办公室电脑');
    await shot(page, `passkeys-${language}`);
    await signOut(examiner);
    await page.getByRole('button', { name: examiner.t('sign_in.passkey') }).click();
    await expect(page.getByRole('heading', { name: examiner.t('account.title') })).toBeVisible(); // where she was

    // An administrator sees where she is signed in, and ends it.
    await admin.open('/staff/staff');
    const name = (await admin.page.locator('tr[data-username="examiner"] td').first().textContent()) ?? '';
    await admin.page.getByRole('button', { name: admin.t('staff.actions_of', { name }) }).click();
    await admin.page.getByRole('menuitem', { name: admin.t('staff.logins') }).click();
    const dialog = admin.page.getByRole('dialog');
    await expect(dialog.getByRole('row')).toHaveCount(2); // the head and one login
    await shot(admin.page, `staff-logins-${language}`);
    await dialog.getByLabel(admin.t('staff.reason')).fill('遗失的电脑');
    await dialog.getByRole('button', { name: admin.t('staff.end_all') }).click();
    await expect(dialog.getByText(admin.t('staff.no_logins'))).toBeVisible();
    await page.reload();
    await expect(page.getByLabel(examiner.t('sign_in.username'))).toBeVisible();
    await page.getByRole('button', { name: examiner.t('sign_in.passkey') }).click();
    await expect(page.getByRole('heading', { name: examiner.t('account.title') })).toBeVisible();

    await removed(examiner);
  });
}

/** The school demands a factor: the last one cannot be taken away, and the page says why. */
async function removed(examiner: Staff): Promise<void> {
  const { page } = examiner;
  const passkeys = page.getByRole('region', { name: examiner.t('account.passkeys') });
  await passkeys.getByRole('button', { name: examiner.t('account.drop_passkey_of', { name: '办公室电脑' }) }).click();
  await passkeys.locator('input[type="password"]').fill('kaochang-demo');
  await passkeys.locator('form').getByRole('button', { name: examiner.t('account.drop_passkey_of', { name: '办公室电脑' }) }).click();
  await expect(page.getByText(examiner.t('refusal.second_factor_required'))).toBeVisible();
  await expect(page.getByTestId('passkeys')).toContainText('办公室电脑');
}

/** Gives a browser an authenticator of its own, which says yes to everything. */
async function withAuthenticator({ context, page }: Staff): Promise<void> {
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
}

async function turnOnApp(staff: Staff): Promise<void> {
  const app = staff.page.getByRole('region', { name: staff.t('account.app') });
  await app.locator('input[type="password"]').fill('kaochang-demo');
  await app.getByRole('button', { name: staff.t('account.set_up') }).click();
  await app.getByLabel(staff.t('account.code')).fill(totp((await app.getByTestId('totp-secret').textContent()) ?? ''));
  await app.getByRole('button', { name: staff.t('account.turn_on') }).click();
  await app.getByRole('button', { name: staff.t('account.noted') }).click();
  await expect(app.getByText(staff.t('account.on'), { exact: true })).toBeVisible();
}

async function signOut(staff: Staff): Promise<void> {
  const name = await staff.page.evaluate(async () => ((await (await fetch('/api/me')).json()) as { staff: { name: string } }).staff.name);
  await staff.page.getByRole('button', { name: staff.t('shell.me', { name }) }).click();
  await staff.page.getByRole('menuitem', { name: staff.t('shell.sign_out') }).click();
}
