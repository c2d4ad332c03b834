import { readFileSync } from 'node:fs';
import type { Download, Locator, Page } from '@playwright/test';
import { png } from './harness/files.ts';
import { qtiPackage, table, unzip } from './harness/paper.ts';
import { inPhase, openHall, release, takeSeat } from './harness/steps.ts';
import type { Phone, Staff } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

/** A paper brought from elsewhere: imported, read, answered by formula, drawing and photograph, and exported again. */

const LUO = { phone: '13800000008', name: '罗一帆' };
const ROOM = '第二笔试考场';
const TABLE = '表格卷';
const PACKAGE = '数学 B 卷';

// FEATURES: D1
test('a paper comes from a table or a package, is answered by hand and goes out again', async ({ newPhone, newStaff }) => {
  test.setTimeout(300_000);
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/sessions');
  await admin.page.getByRole('region', { name: ROOM }).getByRole('link', { name: admin.t('view.papers') }).click();
  await fromTable(admin);
  await fromPackage(admin);

  const first = await newPhone();
  await takeSeat(first, LUO.phone);
  const proctor = await newStaff({ username: 'proctor2' });
  await openHall(proctor, ROOM);
  await release(proctor, PACKAGE);
  await expect(first.page.getByTestId('online')).toBeVisible();

  await answer(first);
  await expect(proctor.page.locator(`[data-candidate="${LUO.name}"] [data-fact="answered"]`)).toContainText(proctor.t('proctor.answered', { n: 4, all: 4 }));
  await first.page.reload();
  await expect(item(first, 3).locator('canvas')).toHaveAttribute('data-strokes', '2');
  await expect(first.page.locator('math-field')).toHaveJSProperty('value', 'x=\\frac{a}{b}');
  await first.page.getByRole('button', { name: first.t('written.submit'), exact: true }).click();
  await first.page.getByRole('dialog').getByRole('button', { name: first.t('written.submit_confirm') }).click();
  await inPhase(first, 'submitted');
  await exported(admin);
});

const saved = (download: Download) => download.path().then((file) => readFileSync(file));

async function downloaded(page: Page, press: () => Promise<void>): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return saved(download);
}

async function draft(admin: Staff, title: string): Promise<Locator> {
  const form = admin.page.getByRole('region', { name: admin.t('items.new_paper') });
  await form.getByLabel(admin.t('papers.title')).fill(title);
  await form.getByRole('button', { name: admin.t('papers.save') }).click();
  const row = admin.page.locator(`[data-paper="${title}"]`);
  await expect(row).toBeVisible();
  return row;
}

/** Checks a file against a draft: what it would do is shown item by item. */
async function check(admin: Staff, name: string, buffer: Buffer): Promise<Locator> {
  const dialog = admin.page.getByRole('dialog');
  await dialog.locator('input[type="file"]').setInputFiles({ name, mimeType: '', buffer });
  await dialog.getByRole('button', { name: admin.t('papers.check') }).click();
  return dialog.getByTestId('import-report');
}

/** A table with a type that is none imports nothing; put right, it does, and formulas are drawn in the preview. */
async function fromTable(admin: Staff): Promise<void> {
  const row = await draft(admin, TABLE);
  await row.getByRole('button', { name: admin.t('papers.import') }).click();
  const dialog = admin.page.getByRole('dialog');
  await expect(await check(admin, '试题.xlsx', table('连线题'))).toHaveAttribute('data-blocked', '1');
  await expect(dialog.locator('[data-row="5"][data-wrong]')).toContainText(admin.t('papers.flaw.kind', { what: '连线题' }));
  await expect(dialog.getByRole('button', { name: admin.t('papers.import_now', { n: 4 }) })).toBeDisabled();
  await shot(admin.page, 'papers-import-blocked');
  await expect(await check(admin, '试题.xlsx', table('拍照题'))).toHaveAttribute('data-blocked', '0');
  await dialog.getByRole('button', { name: admin.t('papers.import_now', { n: 4 }) }).click();
  await expect(dialog).toHaveCount(0);
  await expect(row).toContainText(admin.t('papers.online_facts', { n: 4 }));

  await row.getByRole('button', { name: admin.t('items.edit') }).click();
  await expect(dialog.getByRole('article')).toHaveCount(4);
  await shot(admin.page, 'papers-edit');
  await dialog.getByRole('button', { name: admin.t('papers.preview') }).click();
  const preview = dialog.getByTestId('paper-preview');
  for (const kind of ['single', 'formula', 'drawing', 'photo']) await expect(preview.locator(`[data-kind="${kind}"]`)).toBeVisible();
  await expect(preview.locator('[data-formula="x^2 = 4"] > *').first()).toBeVisible();
  await shot(admin.page, 'papers-preview');
  await dialog.getByRole('button', { name: admin.t('action.cancel') }).click();
  await row.getByRole('button', { name: admin.t('papers.export_as') }).click();
  const packed = await downloaded(admin.page, () => admin.page.getByRole('menuitem', { name: admin.t('papers.export_format.qti30') }).click());
  expect([...unzip(packed).keys()]).toEqual(expect.arrayContaining(['imsmanifest.xml', 'items/item-4.xml']));
}

/** A package of another system, with a picture; sealed afterwards. */
async function fromPackage(admin: Staff): Promise<void> {
  const row = await draft(admin, PACKAGE);
  await row.getByRole('button', { name: admin.t('papers.import') }).click();
  const dialog = admin.page.getByRole('dialog');
  const report = await check(admin, 'package.zip', qtiPackage());
  await expect(report).toHaveAttribute('data-blocked', '0');
  await expect(report).toContainText(admin.t('papers.import_sum', { n: 4, points: 40, media: 1 }));
  for (const kind of ['single', 'formula', 'drawing', 'photo']) await expect(report.getByRole('cell', { name: admin.t(`items.kinds.${kind}`), exact: true })).toBeVisible();
  await shot(admin.page, 'papers-import');
  await dialog.getByRole('button', { name: admin.t('papers.import_now', { n: 4 }) }).click();
  await expect(dialog).toHaveCount(0);
  await row.getByRole('button', { name: admin.t('papers.make_ready') }).click();
  await dialog.getByRole('button', { name: admin.t('papers.make_ready') }).click();
  await expect(row).toHaveAttribute('data-state', 'ready');
  await row.getByRole('button', { name: admin.t('papers.preview') }).click();
  await expect.poll(() => dialog.getByRole('img', { name: '示意图' }).first().evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(240);
  await shot(admin.page, 'papers-preview-picture');
  await dialog.getByRole('button', { name: admin.t('action.close') }).click();
  await expect(dialog).toHaveCount(0);
}

const item = (phone: Phone, n: number) => phone.page.locator(`[data-item="${n}"]`);
const onServer = (phone: Phone, n: number) => expect(item(phone, n)).toHaveAttribute('data-where', 'server', { timeout: 20_000 });

/** A choice beside a picture, a formula by keys, a triangle by finger and by keys, a photograph. */
async function answer(first: Phone): Promise<void> {
  const { page } = first;
  await expect.poll(() => item(first, 1).getByRole('img', { name: '示意图' }).evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(240);
  await item(first, 1).getByRole('radio').nth(1).check();

  const formula = item(first, 2).locator('math-field');
  await formula.click();
  const keyboard = page.locator('.ML__keyboard.is-visible .MLK__backdrop');
  await expect(keyboard).toBeVisible();
  const bottom = async () => ((await formula.boundingBox())?.y ?? 0) + ((await formula.boundingBox())?.height ?? 0);
  await expect.poll(async () => (await bottom()) <= ((await keyboard.boundingBox())?.y ?? 0), 'the field stands above its keyboard').toBe(true);
  await shot(page, 'item-formula-keyboard');
  await page.keyboard.type('x=a/b');
  await onServer(first, 2);
  await item(first, 3).getByText(first.t('online.draw_hint')).click(); // its keyboard goes with the focus

  await draw(first);
  await onServer(first, 3);
  await item(first, 3).scrollIntoViewIfNeeded();
  await shot(page, 'item-drawing');

  await item(first, 4).getByText(first.t('pages.album')).locator('input').setInputFiles({ name: 'draft.png', mimeType: 'image/png', buffer: png(600, 800) });
  await expect(item(first, 4).locator('[data-photo="1"] img')).toBeVisible({ timeout: 20_000 });
  for (const n of [1, 4]) await onServer(first, n);
  await item(first, 4).scrollIntoViewIfNeeded();
  await shot(page, 'item-photo');
}

async function draw(first: Phone): Promise<void> {
  const canvas = item(first, 3).locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  if (box === null) throw new Error('the canvas has no place');
  const { mouse, keyboard } = first.page;
  const to = (x: number, y: number) => mouse.move(box.x + box.width * x, box.y + box.height * y, { steps: 6 });
  await to(0.2, 0.8);
  await mouse.down();
  for (const [x, y] of [[0.8, 0.8], [0.5, 0.2], [0.2, 0.8]] as const) await to(x, y);
  await mouse.up();
  await expect(canvas).toHaveAttribute('data-strokes', '1');
  await canvas.focus();
  for (const key of ['Space', 'ArrowRight', 'ArrowDown', 'Space']) await keyboard.press(key);
  await expect(canvas).toHaveAttribute('data-strokes', '2');
}

/** What staff take home: the table, the drawing as a picture and the photograph. */
async function exported(admin: Staff): Promise<void> {
  const answers = unzip(await downloaded(admin.page, () => admin.page.getByRole('link', { name: admin.t('papers.export') }).click()));
  const lines = answers.get('answers.csv')?.toString('utf8') ?? '';
  expect(lines).toContain('x=\\frac{a}{b}');
  expect(lines).toContain(`${LUO.name},q1,B,`);
  const drawing = [...answers.keys()].find((name) => name.endsWith('item-q3.svg')) ?? '';
  expect(answers.get(drawing)?.toString('utf8').match(/<polyline/g)).toHaveLength(2);
  const photo = [...answers.keys()].find((name) => /item-q4-1\.(png|jpg)$/.test(name)) ?? '';
  expect(answers.get(photo)?.length).toBeGreaterThan(500);
}
