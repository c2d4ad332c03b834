import { deflateSync } from 'node:zlib';
import type { Phone, Staff } from './harness/people.ts';
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
  await ask(admin, { name: '身份证照片', most: 2 });
  await ask(admin, { name: '才艺视频', kind: 'video' });
  await ask(admin, { name: '成绩单', kind: 'file' });
  await expect(page.locator('[data-materials="owed"]')).toBeVisible(); // at once, with no reload
  await page.getByRole('link', { name: phone.t('materials.go') }).click();

  // What is not what it says is refused with the reason, and nothing of it is kept.
  await choose(phone, '成绩单', { name: '成绩单.pdf', mimeType: 'application/pdf', buffer: pdf('/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>') });
  await expect(page.getByText(phone.t('materials.refused', { name: '成绩单.pdf' }))).toBeVisible();
  await shot(page, 'materials-refused');
  await page.getByRole('button', { name: phone.t('action.close') }).click();
  await choose(phone, '身份证照片', { name: '照片.png', mimeType: 'image/png', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>') });
  await expect(page.getByText(phone.t('materials.refused', { name: '照片.png' }))).toBeVisible();
  await page.getByRole('button', { name: phone.t('action.close') }).click();
  await expect(page.locator('[data-file]')).toHaveCount(0);

  // A large film over a slow line that is cut, with a reload in the middle.
  await page.route('**/api/uploads/*', async (route) => {
    if (route.request().method() === 'PATCH') await new Promise((next) => setTimeout(next, 400)); // a slow line
    await route.continue();
  });
  const film = Buffer.concat([Buffer.from('1a45dfa3934282887765626d', 'hex'), Buffer.alloc(9 << 20)]);
  await choose(phone, '才艺视频', { name: '独唱.webm', mimeType: 'video/webm', buffer: film });
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
  await choose(phone, '身份证照片', { name: '正面.png', mimeType: 'image/png', buffer: png(64, 40) });
  await choose(phone, '身份证照片', { name: '反面.png', mimeType: 'image/png', buffer: png(64, 40) });
  await expect(page.locator('[data-requirement="身份证照片"] [data-file]')).toHaveCount(2);
  await expect(page.getByText(phone.t('materials.full', { most: 2 }))).toBeVisible();
  await shot(page, 'materials');
  await handIn(phone, '身份证照片');
  await choose(phone, '成绩单', { name: '成绩单.pdf', mimeType: 'application/pdf', buffer: pdf('') });
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

  await choose(phone, '身份证照片', { name: '重拍.png', mimeType: 'image/png', buffer: png(80, 50) });
  await expect(page.locator('[data-file="重拍.png"]')).toBeVisible();
  await handIn(phone, '身份证照片');
  await expect(queue).toHaveCount(1, { timeout: 20_000 });
  await admin.page.getByRole('button', { name: admin.t('review.pass') }).last().click();
  await expect(card).toHaveAttribute('data-state', 'passed');
  await page.getByRole('link', { name: phone.t('action.back') }).click();
  await expect(page.locator('[data-materials="passed"]')).toBeVisible();
});

interface Wish {
  name: string;
  kind?: 'image' | 'video' | 'file';
  most?: number;
}

async function ask(admin: Staff, { name, kind = 'image', most = 1 }: Wish): Promise<void> {
  const { page } = admin;
  await page.getByRole('button', { name: admin.t('requirement.add') }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel(admin.t('requirement.column.name')).fill(name);
  await form.getByRole('combobox', { name: admin.t('requirement.column.kind') }).click();
  await page.getByRole('option', { name: admin.t(`requirement.kind.${kind}`) }).click();
  await form.getByLabel(admin.t('requirement.most')).fill(String(most));
  await form.getByLabel(admin.t('requirement.column.deadline')).fill(new Date(Date.now() + 9 * 24 * 3_600_000).toISOString().slice(0, 16));
  await form.getByRole('button', { name: admin.t('planning.save') }).click();
  await expect(form).toHaveCount(0);
  await expect(page.getByRole('region', { name: admin.t('requirement.title') }).getByRole('row', { name })).toBeVisible();
}

interface Chosen {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

async function choose(phone: Phone, requirement: string, file: Chosen): Promise<void> {
  await phone.page.locator(`[data-requirement="${requirement}"] input[type="file"]`).last().setInputFiles(file);
}

async function handIn(phone: Phone, requirement: string): Promise<void> {
  const one = phone.page.locator(`[data-requirement="${requirement}"]`);
  await one.getByRole('button', { name: phone.t('materials.hand_in') }).click();
  await expect(one).toHaveAttribute('data-state', 'pending');
}

/** A PDF of one page, whose catalog has further entries. */
function pdf(more: string): Buffer {
  const objects = [`<</Type/Catalog/Pages 2 0 R${more}>>`, '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>'];
  let text = '%PDF-1.4\n';
  const at = objects.map((object, n) => {
    const start = text.length;
    text += `${n + 1} 0 obj\n${object}\nendobj\n`;
    return start;
  });
  const start = text.length;
  text += `xref\n0 4\n0000000000 65535 f \n${at.map((n) => `${String(n).padStart(10, '0')} 00000 n \n`).join('')}`;
  return Buffer.from(`${text}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`);
}

/** A grey PNG. */
function png(width: number, height: number): Buffer {
  const part = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height, 128);
  for (let y = 0; y < height; y++) rows[y * (width + 1)] = 0;
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), part('IHDR', head), part('IDAT', deflateSync(rows)), part('IEND', Buffer.alloc(0))]);
}

function crc(bytes: Buffer): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}
