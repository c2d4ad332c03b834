// FEATURES: A2, A19
import type { Staff } from './harness/people.ts';
import { expectNoBarriers, shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';
import { workbook, zip } from './harness/workbook.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const MAJOR = '播音与主持艺术';
const EXAM = '2026 年本科招生远程面试'; // the demo school has another exam, too
const head = ['专业', '联系电话', '姓名', '准考证号', '身份证号码', '备注', '考试业务'];

/** A sheet as an office keeps it: a title above, phones as numbers, a name with a rare character. */
function sheet(secondPhone: string | number): Buffer {
  return workbook([
    ['云岭大学 2026 年复试名单'],
    head,
    [MAJOR, 13911110001, '𠮷田　晴', '2026200001', '11010519491231002X', '', EXAM],
    [MAJOR, secondPhone, '欧阳 小满', '2026200002', '', '补录', EXAM],
    [MAJOR, '139 1111 0003', 'محمد علي', '2026200003', '', '', EXAM],
  ]);
}

async function send(staff: Staff, name: string, mimeType: string, buffer: Buffer): Promise<void> {
  await staff.page.locator('input[type="file"]').setInputFiles({ name, mimeType, buffer });
}

async function check(staff: Staff, buffer: Buffer): Promise<void> {
  await send(staff, '复试名单.xlsx', XLSX, buffer);
  await staff.page.getByRole('button', { name: staff.t('roster.check') }).click();
}

const checked = (staff: Staff, counts: { new: number; changed: number; unchanged: number; wrong: number }) =>
  staff.page.getByText(staff.t('roster.checked', { file: '复试名单.xlsx', ...counts }));

test('a roster with a wrong row imports nothing until it is corrected; then the new candidate signs in', async ({
  newPhone,
  newStaff,
}) => {
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/candidates');
  const { page } = admin;
  await expect(page.getByRole('row', { name: '林晓雨' })).toBeVisible();
  const before = await total(admin);
  await page.getByRole('link', { name: admin.t('roster.to_import') }).click();
  await expectNoBarriers(admin.page);

  await check(admin, sheet('1391111'));
  await expect(checked(admin, { new: 2, changed: 0, unchanged: 0, wrong: 1 })).toBeVisible();
  const wrong = page.locator('tr[data-verdict="wrong"]');
  await expect(wrong).toHaveCount(1);
  await expect(wrong.locator('td').first()).toHaveText('4');
  await expect(wrong).toContainText(
    admin.t('roster.problem', { column: 'B 联系电话', value: '1391111', reason: admin.t('roster.reason.phone_form') }),
  );
  await expect(page.getByRole('button', { name: admin.t('roster.import', { count: 2 }) })).toBeDisabled();
  await shot(page, 'roster-wrong');
  await page.reload(); // the result is still there
  await expect(wrong).toHaveCount(1);
  expect(await total(admin), 'candidates before the import').toBe(before);

  await page.getByRole('button', { name: admin.t('roster.other_file') }).click();
  await check(admin, sheet(13911110002));
  await expect(checked(admin, { new: 3, changed: 0, unchanged: 0, wrong: 0 })).toBeVisible();
  expect(await total(admin), 'candidates after the second dry run').toBe(before);
  await page.getByRole('button', { name: admin.t('roster.import', { count: 3 }) }).click();
  await expect(page.getByText(admin.t('roster.imported_counts', { new: 3, changed: 0, unchanged: 0, wrong: 0 }))).toBeVisible();
  await shot(page, 'roster-imported');
  await page.getByRole('link', { name: admin.t('roster.to_list') }).click();
  const yoshida = page.getByRole('row', { name: '2026200001' });
  await expect(yoshida).toContainText('𠮷田晴');
  await expect(yoshida).toContainText('110***********002X');
  await expect(page.getByRole('row', { name: '2026200003' })).toContainText('محمد علي');
  await shot(page, 'roster-list');

  const phone = await newPhone();
  await phone.signIn('13911110001');
  await expect(phone.page.getByText('𠮷田晴').first()).toBeVisible();
  await expect(phone.page.getByText(MAJOR).first()).toBeVisible();
  await shot(phone.page, 'roster-candidate');
});

test('staff hand a code to a candidate who gets no SMS, and change a number', async ({ newPhone, newStaff }) => {
  const admin = await newStaff({ username: 'admin', language: 'en' });
  await admin.signIn('/staff/candidates');
  const { page } = admin;
  await page.getByLabel(admin.t('roster.search')).fill('王子轩');
  await expect(page.getByRole('row', { name: '林晓雨' })).toHaveCount(0);
  await action(admin, '王子轩', 'roster.edit');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(admin.t('roster.field.phone')).fill('138');
  await dialog.getByRole('button', { name: admin.t('roster.save') }).click();
  await expect(dialog.getByText(admin.t('roster.reason.phone_form'))).toBeVisible();
  await dialog.getByLabel(admin.t('roster.field.phone')).fill('+86 139-2222-0002');
  await dialog.getByRole('button', { name: admin.t('roster.save') }).click();
  await expect(page.getByRole('row', { name: '王子轩' })).toContainText('13922220002');

  await action(admin, '王子轩', 'roster.hand_code');
  await dialog.getByLabel(admin.t('roster.field.reason')).fill('no SMS at her operator');
  const phone = await newPhone();
  await phone.open('/s/demo');
  await phone.page.getByLabel(phone.t('sign_in.phone')).fill('13922220002');
  await phone.page.getByRole('button', { name: phone.t('sign_in.send') }).click();
  await expect(phone.page.getByLabel(phone.t('sign_in.code'))).toBeVisible();
  await dialog.getByRole('button', { name: admin.t('roster.hand_code_make') }).click();
  const code = page.getByTestId('handed-code');
  await expect(code).toHaveText(/^\d{6}$/);
  await shot(page, 'roster-code');
  await phone.page.getByLabel(phone.t('sign_in.code')).fill((await code.textContent()) ?? '');
  await expect(phone.page.getByText('王子轩').first()).toBeVisible();
  await dialog.getByRole('button', { name: admin.t('action.close') }).last().click(); // the first is the cross

  await page.getByLabel(admin.t('roster.search')).fill('');
  await action(admin, '阿依古丽', 'roster.remove');
  await dialog.getByLabel(admin.t('roster.field.reason')).fill('withdrew');
  await dialog.getByRole('button', { name: admin.t('roster.remove') }).click();
  await expect(page.getByRole('row', { name: '阿依古丽' })).toHaveCount(0);
});

test('photos come as a zip, and each file has its verdict', async ({ newStaff }) => {
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/candidates/photos');
  const picture = await admin.page.screenshot();
  await send(admin, '照片.zip', 'application/zip', zip({
    '照片/2026100001.png': picture,
    '照片/2026999999.png': picture,
    '照片/2026100002.jpg': 'not a picture',
    '__MACOSX/._2026100001.png': 'x',
  }));
  await admin.page.getByRole('button', { name: admin.t('roster.photos_send') }).click();
  await expect(admin.page.getByText(admin.t('roster.photos_done', { taken: 1, refused: 2 }))).toBeVisible();
  const refused = admin.page.getByRole('table', { name: admin.t('roster.photos_refused') });
  await expect(refused.getByRole('row', { name: '2026999999' })).toContainText(admin.t('roster.photo.unknown_candidate'));
  await expect(refused.getByRole('row', { name: '2026100002' })).toContainText(admin.t('roster.photo.not_an_image'));
  await shot(admin.page, 'roster-photos');
  await admin.open('/staff/candidates');
  await expect(admin.page.getByRole('row', { name: '林晓雨' })).toContainText(admin.t('roster.has_photo'));
});

async function action(staff: Staff, name: string, key: string): Promise<void> {
  await staff.page.getByRole('button', { name: staff.t('roster.actions_of', { name }) }).click();
  await staff.page.getByRole('menuitem', { name: staff.t(key) }).click();
}

/** How many candidates the roster has, asked of the server. */
async function total(staff: Staff): Promise<number> {
  const answer = await staff.page.request.get(`${staff.server.url}/api/candidates`);
  return ((await answer.json()) as { total: number }).total;
}
