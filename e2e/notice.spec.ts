import type { Staff } from './harness/people.ts';
import { png } from './harness/files.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

/** What goes to candidates by SMS as well: switched on by the school, seen in the inbox, kept in a log. */

const EXAM = '2026 年本科招生远程面试';
const CANDIDATE = '13800000002';

// FEATURES: A10, A11, A13
test('announcements, rejections and changed sessions go out by SMS where the school wants it', async ({ newPhone, newStaff }) => {
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/school');
  const { page } = admin;
  for (const kind of ['announcement', 'rejection', 'session']) await expect(page.getByLabel(admin.t(`sms.kind.${kind}`))).not.toBeChecked();
  for (const kind of ['announcement', 'rejection', 'session']) {
    await page.getByLabel(admin.t(`sms.kind.${kind}`)).click();
    await expect(page.getByLabel(admin.t(`sms.kind.${kind}`))).toBeChecked();
  }
  await shot(page, 'sms-settings');
  const phone = await newPhone();
  await phone.signIn(CANDIDATE);
  const inbox = await newPhone();
  await inbox.open('/demo/inbox');
  const received = inbox.page.getByRole('main');

  await admin.open('/staff/announcements');
  await page.getByRole('button', { name: admin.t('announce.write') }).click();
  await page.getByRole('dialog').getByLabel(admin.t('announce.column.title')).fill('考前须知');
  await page.getByRole('dialog').getByLabel(admin.t('announce.body')).fill('请提前三十分钟入场。');
  await page.getByRole('dialog').getByRole('button', { name: admin.t('announce.publish') }).click();
  await expect(received).toContainText('发布了公告“考前须知”', { timeout: 20_000 });

  await admin.open('/staff/exams');
  await page.getByRole('link', { name: EXAM }).click();
  await ask(admin, '身份证照片');
  await phone.page.getByRole('link', { name: phone.t('materials.go') }).click();
  const wanted = phone.page.locator('[data-requirement="身份证照片"]');
  await wanted.locator('input[type="file"]').last().setInputFiles({ name: '正面.png', mimeType: 'image/png', buffer: png(64, 40) });
  await expect(phone.page.locator('[data-file="正面.png"]')).toBeVisible();
  await wanted.getByRole('button', { name: phone.t('materials.hand_in') }).click();
  await expect(wanted).toHaveAttribute('data-state', 'pending');
  await admin.open('/staff/review');
  await expect(page.getByRole('heading', { name: /身份证照片/ })).toBeVisible();
  await page.keyboard.press('r');
  await page.getByRole('dialog').getByRole('button', { name: admin.t('review.reason.unclear') }).click();
  await page.getByRole('dialog').getByRole('button', { name: admin.t('review.reject') }).click();
  await expect(received).toContainText('“身份证照片”未通过审核', { timeout: 20_000 });

  // The demo's room has its session all day; another start is told to those who sit it.
  await admin.open('/staff/exams');
  await page.getByRole('link', { name: EXAM }).click();
  await page.getByRole('button', { name: new RegExp(admin.t('planning.edit_named', { name: '综合面试 · ' })) }).click();
  const starts = page.getByRole('dialog').getByLabel(admin.t('planning.sessions.starts'));
  const [day, time] = (await starts.inputValue()).split('T');
  await starts.fill(`${day ?? ''}T${(time ?? '').slice(0, 3)}${time?.endsWith('59') === true ? '58' : '59'}`);
  await page.getByRole('dialog').getByRole('button', { name: admin.t('planning.save') }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(received).toContainText('“综合面试”考试安排有变：改为', { timeout: 20_000 });
  await shot(inbox.page, 'sms-inbox');

  await admin.open('/staff/sms');
  await page.getByLabel(admin.t('sms.search')).fill('王子轩');
  const rows = page.getByRole('table', { name: admin.t('sms.title') }).locator('tbody tr');
  await expect(rows).toHaveCount(3);
  for (const about of ['考前须知', '身份证照片', '综合面试']) await expect(rows.filter({ hasText: about })).toHaveAttribute('data-state', 'sent');
  await expect(page.getByText(CANDIDATE)).toHaveCount(0);
  await shot(page, 'sms-log');
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: admin.t('export.xlsx') }).click();
  expect((await saved).suggestedFilename()).toMatch(/^sms-\d{8}-\d{4}\.xlsx$/);
});

test('every list of the console is exported as it is filtered', async ({ newStaff }) => {
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/fees');
  for (const [path, name] of [['fees', 'fee'], ['review', 'material'], ['staff', 'staff'], ['enquiries', 'enquiry'], ['sms', 'sms'], ['audit', 'audit']] as const) {
    await admin.open(`/staff/${path}`);
    const saved = admin.page.waitForEvent('download');
    await admin.page.getByRole('link', { name: admin.t('export.xlsx') }).click();
    expect((await saved).suggestedFilename()).toMatch(new RegExp(`^${name}-\\d{8}-\\d{4}\\.xlsx$`));
  }
  await admin.page.getByLabel(admin.t('audit.search')).fill('no such thing');
  await expect(admin.page.getByRole('link', { name: admin.t('export.xlsx') })).toHaveAttribute('href', /q=no\+such\+thing/);
  await shot(admin.page, 'audit-export');
});

test.describe('on a server without a provider', () => {
  test.use({ serverCommand: 'serve' });

  test('nothing can be switched on, and why is said', async ({ server, newStaff }) => {
    const [, token] = /\/staff\/setup#(\S+)/.exec(server.log) ?? [];
    const admin = await newStaff({ username: 'zhao' });
    const founded = await admin.page.request.post(`${server.url}/api/public/setup`, {
      headers: { 'X-Kaochang': '1' },
      data: { token, name: '云岭大学', slug: 'yunling', admin: '赵教务', username: 'zhao', password: 'own words of zhao' },
    });
    expect(founded.ok(), await founded.text()).toBe(true);
    await admin.signIn('/staff/school', 'own words of zhao');
    for (const kind of ['announcement', 'rejection', 'session']) await expect(admin.page.getByLabel(admin.t(`sms.kind.${kind}`))).toBeDisabled();
    await expect(admin.page.getByText(admin.t('sms.missing.none'))).toHaveCount(3);
    const refused = await admin.page.request.put(`${server.url}/api/sms/settings`, { headers: { 'X-Kaochang': '1' }, data: { kinds: ['session'] } });
    expect(refused.status()).toBe(409);
    await shot(admin.page, 'sms-no-provider');
  });
});

async function ask(admin: Staff, name: string): Promise<void> {
  const { page } = admin;
  await page.getByRole('button', { name: admin.t('requirement.add') }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel(admin.t('requirement.column.name')).fill(name);
  await form.getByLabel(admin.t('requirement.column.deadline')).fill(new Date(Date.now() + 9 * 24 * 3_600_000).toISOString().slice(0, 16));
  await form.getByRole('button', { name: admin.t('planning.save') }).click();
  await expect(form).toHaveCount(0);
}
