import { addMember } from './harness/console.ts';
import type { Staff } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';
import { totp } from './harness/totp.ts';

/** A school comes to be on an empty server, with its staff, their sign-in and the record of who did what. */

test.use({ serverCommand: 'serve' });

const OWN = 'own words of zhao';

// FEATURES: A3, G1, I6
for (const language of ['zh-CN', 'en'] as const) {
  test(`an empty server gets its first school and its staff in ${language}`, async ({ server, newStaff }) => {
    const admin = await newStaff({ username: 'zhao', language });
    await found(admin, await server.setUpToken());
    await admin.signIn('/staff/', OWN);
    const { page } = admin;
    await expect(page.getByRole('heading', { name: admin.t('planning.title') })).toBeVisible(); // an administrator's own work

    await admin.open('/staff/school');
    await page.getByLabel(admin.t('school.college_name')).fill('艺术学院');
    await page.getByRole('button', { name: admin.t('school.add_college') }).click();
    await expect(page.getByRole('row', { name: '艺术学院' })).toBeVisible();
    await shot(page, `school-${language}`);

    const first = await addMember(admin, { username: 'li.si', name: '李四', role: 'school_admin', school: '云岭大学' });
    await shot(page, `staff-${language}`);

    // Her first password opens nothing but the choice of her own.
    const li = await newStaff({ username: 'li.si', language });
    await li.signIn('/staff/', first);
    await expect(li.page.getByRole('heading', { name: li.t('account.first_title') })).toBeVisible();
    expect((await li.page.request.get(`${server.url}/api/exams`)).status()).toBe(403);
    await shot(li.page, `first-password-${language}`);
    await li.page.locator('input[name="old"]').fill(first);
    await li.page.locator('input[name="next"]').fill('li has her own');
    await li.page.locator('input[name="again"]').fill('li has her own');
    await li.page.getByRole('button', { name: li.t('account.change_password') }).click();
    await expect(li.page.getByRole('heading', { name: li.t('planning.title') })).toBeVisible();

    const recovery = await turnOnSecondFactor(li);
    await li.page.getByRole('button', { name: li.t('shell.me', { name: '李四' }) }).click();
    await li.page.getByRole('menuitem', { name: li.t('shell.sign_out') }).click();
    await li.page.getByLabel(li.t('sign_in.username')).fill('li.si');
    await li.password().fill('li has her own');
    await li.page.getByRole('button', { name: li.t('sign_in.submit'), exact: true }).click();
    await li.page.locator('input[name="code"]').fill('000000');
    await li.page.getByRole('button', { name: li.t('sign_in.submit'), exact: true }).click();
    await expect(li.page.getByText(li.t('sign_in.code_wrong'), { exact: true })).toBeVisible();
    await shot(li.page, `second-factor-${language}`);
    await li.page.locator('input[name="code"]').fill(recovery);
    await li.page.getByRole('button', { name: li.t('sign_in.submit'), exact: true }).click();
    await expect(li.page.getByRole('heading', { name: li.t('account.title') })).toBeVisible(); // where she was

    // Who is disabled is out at once.
    await memberAction(admin, '李四', 'staff.disable');
    await page.getByRole('dialog').getByLabel(admin.t('staff.reason')).fill('调离');
    await page.getByRole('dialog').getByRole('button', { name: admin.t('staff.disable') }).click();
    await expect(page.getByRole('row', { name: 'li.si' })).toContainText(admin.t('staff.disabled'));
    await li.page.reload();
    await expect(li.page.getByLabel(li.t('sign_in.username'))).toBeVisible();

    await audited(admin);
  });
}

async function found(admin: Staff, token: string): Promise<void> {
  await admin.open(`/staff/setup#${token}`);
  const { page } = admin;
  const fill = (field: string, text: string) => page.getByLabel(admin.t(`setup.${field}`)).fill(text);
  await fill('name', '云岭大学');
  await fill('slug', 'yun ling');
  await fill('admin', '赵教务');
  await fill('username', 'zhao');
  await page.locator('input[type="password"]').fill(OWN);
  await page.getByRole('button', { name: admin.t('setup.submit') }).click();
  await expect(page.getByText(admin.t('field.slug')).first()).toBeVisible();
  await shot(page, `setup-${admin.texts.language}`);
  await fill('slug', 'yunling');
  await page.getByRole('button', { name: admin.t('setup.submit') }).click();
  await expect(page.getByRole('link', { name: admin.t('setup.sign_in') })).toBeVisible();
  // The link works once.
  const again = await page.request.post(`${admin.server.url}/api/public/setup`, {
    headers: { 'X-Kaochang': '1' },
    data: { token, name: 'x', slug: 'other', admin: 'x', username: 'other', password: 'long enough' },
  });
  expect(again.status()).toBe(403);
}

async function memberAction(admin: Staff, name: string, key: string): Promise<void> {
  await admin.page.getByRole('button', { name: admin.t('staff.actions_of', { name }) }).click();
  await admin.page.getByRole('menuitem', { name: admin.t(key) }).click();
}

/** Sets one's second factor up; returns a recovery code. */
async function turnOnSecondFactor(staff: Staff): Promise<string> {
  await staff.open('/staff/account');
  const { page } = staff;
  await page.getByRole('region', { name: staff.t('account.app') }).locator('input').fill('li has her own');
  await page.getByRole('button', { name: staff.t('account.set_up') }).click();
  const secret = (await page.getByTestId('totp-secret').textContent()) ?? '';
  await page.getByLabel(staff.t('account.code')).fill(totp(secret));
  await page.getByRole('button', { name: staff.t('account.turn_on') }).click();
  await expect(page.getByTestId('recovery-codes').locator('li')).toHaveCount(10);
  await shot(page, `account-${staff.texts.language}`);
  const code = (await page.getByTestId('recovery-codes').locator('li').first().textContent()) ?? '';
  await page.getByRole('button', { name: staff.t('account.noted') }).click();
  return code;
}

/** Looks in the audit for what was done, who did it, why and from where. */
async function audited(admin: Staff): Promise<void> {
  await admin.open('/staff/audit');
  const { page } = admin;
  const row = page.locator('tr[data-kind="staff.disabled"]');
  await expect(row).toContainText('赵教务');
  await expect(row).toContainText('调离');
  await expect(row).toContainText('127.0.0.1');
  await page.getByLabel(admin.t('audit.search')).fill('李四');
  await expect(page.locator('tr[data-kind="staff.added"]')).toHaveCount(1);
  await expect(page.locator('tr[data-kind="school.founded"]')).toHaveCount(0);
  const [book] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: admin.t('export.xlsx') }).click()]);
  expect(book.suggestedFilename()).toMatch(/\.xlsx$/);
  await page.getByLabel(admin.t('audit.search')).fill('');
  await page.getByLabel(admin.t('audit.who')).fill('李四');
  await expect(page.locator('tr[data-kind="staff.added"]')).toHaveCount(0);
  await expect(page.locator('tr[data-kind="staff.password_changed"]')).toHaveCount(1);
  await page.getByLabel(admin.t('audit.who')).fill('');
  await page.getByRole('button', { name: admin.t('audit.check') }).click();
  await expect(page.getByRole('status').filter({ hasText: /\d/ }).last()).toBeVisible();
  await expect(page.getByText(admin.t('audit.tampered', { list: '' }))).toHaveCount(0);
  await shot(page, `audit-${admin.texts.language}`);
}
