import { addRequirement } from './harness/console.ts';
import { pdf, png } from './harness/files.ts';
import { chooseFile, handIn } from './harness/materials.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

/** Materials from "not sent" to "passed", on both sides, over a bad line and with what is not wanted. */

const CANDIDATE = '13800000005';
const EXAM = '2026 年艺术类校考';

// FEATURES: A11, A12
test('materials are asked for, sent over a bad line, rejected, sent again and passed', async ({ newPhone, newStaff }) => {
  const phone = await newPhone({ line: true });
  const { page } = phone;
  await phone.signIn(CANDIDATE);
  await expect(page.locator('[data-fee]')).toBeVisible();
  await expect(page.locator('[data-materials]')).toHaveCount(0); // nothing is configured, nothing is there

  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/exams');
  await admin.page.getByRole('link', { name: EXAM }).click();
  await addRequirement(admin, { name: '身份证照片', most: 2 });
  await addRequirement(admin, { name: '才艺视频', kind: 'video' });
  await addRequirement(admin, { name: '成绩单', kind: 'file' });
  await expect(page.locator('[data-materials="owed"]')).toBeVisible(); // at once, with no reload
  await page.getByRole('link', { name: phone.t('materials.go') }).click();

  // What is not what it says is refused with the reason, and nothing of it is kept.
  await chooseFile(phone, '成绩单', { name: '成绩单.pdf', mimeType: 'application/pdf', buffer: pdf('/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>') });
  await expect(page.getByText(phone.t('materials.refused', { name: '成绩单.pdf' }))).toBeVisible();
  await shot(page, 'materials-refused');
  await page.getByRole('button', { name: phone.t('action.close') }).click();
  await chooseFile(phone, '身份证照片', { name: '照片.png', mimeType: 'image/png', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>') });
  await expect(page.getByText(phone.t('materials.refused', { name: '照片.png' }))).toBeVisible();
  await page.getByRole('button', { name: phone.t('action.close') }).click();
  await expect(page.locator('[data-file]')).toHaveCount(0);

  // A large film over a slow line that is cut, with a reload in the middle.
  await page.route('**/api/uploads/*', async (route) => {
    await new Promise((next) => setTimeout(next, 1_000)); // a slow line
    await route.continue();
  });
  const film = Buffer.concat([Buffer.from('1a45dfa3934282887765626d', 'hex'), Buffer.alloc(9 << 20)]);
  await chooseFile(phone, '才艺视频', { name: '独唱.webm', mimeType: 'video/webm', buffer: film });
  const sending = page.locator('[data-sending="独唱.webm"]');
  await expect(sending).toContainText(/[1-9]\d%/);
  phone.line?.cut();
  await expect(sending).toContainText(/[1-9]\d?%/);
  await expect(sending.getByText(phone.t('materials.waiting', { percent: 0 }).split('（')[0] ?? '')).toBeVisible();
  await shot(page, 'materials-waiting');
  phone.line?.restore();
  await page.reload();
  await expect(page.locator('[data-file="独唱.webm"]')).toBeVisible({ timeout: 40_000 });
  await page.unroute('**/api/uploads/*');
  await handIn(phone, '才艺视频');

  // The camera's picture, handed in; a third one finds no place.
  await chooseFile(phone, '身份证照片', { name: '正面.png', mimeType: 'image/png', buffer: png(64, 40) });
  await chooseFile(phone, '身份证照片', { name: '反面.png', mimeType: 'image/png', buffer: png(64, 40) });
  await expect(page.locator('[data-requirement="身份证照片"] [data-file]')).toHaveCount(2);
  await expect(page.getByText(phone.t('materials.full', { most: 2 }))).toBeVisible();
  await shot(page, 'materials');
  await handIn(phone, '身份证照片');
  await chooseFile(phone, '成绩单', { name: '成绩单.pdf', mimeType: 'application/pdf', buffer: pdf('') });
  await expect(page.locator('[data-file="成绩单.pdf"]')).toBeVisible();
  await handIn(phone, '成绩单');

  // The reviewer settles them by keyboard; the candidate hears at once.
  await admin.open('/staff/review');
  const queue = admin.page.getByRole('list', { name: admin.t('review.title') }).getByRole('listitem');
  await expect(queue).toHaveCount(3);
  await admin.page.keyboard.press('j');
  await expect(admin.page.getByRole('heading', { name: /身份证照片/ })).toBeVisible();
  await expect(admin.page.locator('img[alt="正面.png"]')).toBeVisible();
  await shot(admin.page, 'review');
  await admin.page.keyboard.press('r');
  const dialog = admin.page.getByRole('dialog');
  await dialog.getByRole('button', { name: admin.t('review.reason.unclear') }).click();
  await dialog.getByRole('button', { name: admin.t('review.reject') }).click();
  await expect(queue).toHaveCount(2);
  const card = page.locator('[data-requirement="身份证照片"]');
  await expect(card).toHaveAttribute('data-state', 'rejected');
  await expect(card).toContainText(admin.t('review.reason.unclear'));
  for (const box of await queue.getByRole('checkbox').all()) await box.check();
  await admin.page.getByRole('button', { name: admin.t('review.pass_marked', { count: 2 }) }).click();
  await expect(queue).toHaveCount(0);
  await expect(page.locator('[data-requirement="才艺视频"]')).toHaveAttribute('data-state', 'passed');

  await chooseFile(phone, '身份证照片', { name: '重拍.png', mimeType: 'image/png', buffer: png(80, 50) });
  await expect(page.locator('[data-file="重拍.png"]')).toBeVisible();
  await handIn(phone, '身份证照片');
  await expect(queue).toHaveCount(1, { timeout: 20_000 });
  await admin.page.getByRole('button', { name: admin.t('review.pass') }).last().click();
  await expect(card).toHaveAttribute('data-state', 'passed');
  await page.getByRole('link', { name: phone.t('action.back') }).click();
  await expect(page.locator('[data-materials="passed"]')).toBeVisible();
});
