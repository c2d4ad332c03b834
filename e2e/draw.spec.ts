import { createHash } from 'node:crypto';
import { choose } from './harness/console.ts';
import { candidates } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

/** The three draws: places that are drawn first and published later. */

const EXAM = '2026 年本科招生远程面试';
const WORD = '双色球 03 07 11';

// FEATURES: A17
test('a place is kept from its candidate until the school publishes it', async ({ newPhone, newStaff }) => {
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/exams');
  const { page } = admin;
  await page.getByRole('link', { name: EXAM }).click();
  const t = (key: string, values?: Record<string, string | number>) => admin.t(`planning.${key}`, values);
  const row = page.locator('[data-number]').filter({ hasText: candidates.lin.name });

  const phone = await newPhone();
  await phone.signIn(candidates.lin.phone);
  const card = phone.page.locator('[data-sitting]');
  await expect(card).toContainText('第一面试室');
  const old = (await card.getAttribute('data-sitting')) ?? '';

  // Taken out and seated again, by lot and not published: she sees that nothing is published.
  await row.getByRole('button', { name: t('seats.take_out', { name: candidates.lin.name }) }).click();
  await expect(card).toHaveCount(0);
  await page.getByLabel(t('publish.later')).check();
  const many = page.getByRole('group', { name: t('seats.many') });
  await choose(many.getByRole('combobox', { name: t('seats.sessions') }), /综合面试/);
  await page.keyboard.press('Escape');
  await choose(many.getByRole('combobox', { name: t('seats.order') }), t('seats.by_lot'));
  await many.getByRole('button', { name: t('seats.try') }).click();
  await many.getByRole('button', { name: t('promise.make') }).click();
  const promised = (await many.locator('[data-commitment]').textContent()) ?? '';
  await many.getByLabel(t('promise.word')).fill(WORD);
  await many.getByRole('button', { name: some(t('seats.do', { count: 0 })) }).click();
  await expect(page.locator('[data-unpublished]')).toBeVisible();
  await expect(row).toContainText(t('publish.not_yet'));
  await expect(page.locator('[data-finding="places_unpublished"]')).toBeVisible();
  await page.locator('#seats').scrollIntoViewIfNeeded();
  await shot(page, 'draw-unpublished');

  // Anybody draws again from what is told: the secret is the one that was promised.
  await page.locator('[data-draw="candidates"]').getByRole('button', { name: t('draws.more') }).click();
  const told = page.locator('[data-draw="candidates"] code');
  await expect(told.nth(2)).toHaveText(WORD);
  const [hash, secret, , seed] = await told.allTextContents();
  expect([hash, sha256(secret ?? '')]).toEqual([promised, promised]);
  expect(seed).toBe(sha256(`${secret}:${WORD}`));
  const drawn = await page.locator('[data-draw="candidates"] ol li').allTextContents();
  const names = drawn.map((line) => line.split(' → ')[0] ?? '');
  expect(names).toEqual([...names].sort((a, b) => (sha256(`${seed}:${a}`) < sha256(`${seed}:${b}`) ? -1 : 1)));
  await page.locator('[data-draw="candidates"]').scrollIntoViewIfNeeded();
  await shot(page, 'draw-recipe');

  await phone.open('/');
  await expect(phone.page.getByText(phone.t('room_info.no_sitting'))).toBeVisible();
  await expect(phone.page.getByText('第一面试室')).toHaveCount(0);
  await shot(phone.page, 'draw-candidate-unpublished');
  await phone.open(`/sittings/${old}`);
  await expect(phone.page.getByText('第一面试室')).toHaveCount(0);
  await phone.open('/');
  await expect(phone.page.getByText(phone.t('room_info.no_sitting'))).toBeVisible();

  // Published, it is on her page by itself, and in the ledger.
  await page.getByRole('button', { name: some(t('publish.do', { count: 0 })) }).click();
  await expect(page.locator('[data-unpublished]')).toHaveCount(0);
  await expect(card).toContainText('第一面试室');
  await admin.open('/staff/audit');
  await expect(page.getByText(admin.t('audit.kind.candidates_places_published')).first()).toBeVisible();
});

// FEATURES: A17
test('a panel is drawn, and too small a pool is refused', async ({ newStaff }) => {
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/exams');
  const { page } = admin;
  await page.getByRole('link', { name: EXAM }).click();
  const t = (key: string) => admin.t(`planning.${key}`);
  const section = page.getByRole('region', { name: t('panel_draw.title') });
  await choose(section.getByRole('combobox', { name: t('panel_draw.rooms') }), '第一面试室');
  await page.keyboard.press('Escape');
  await choose(section.getByRole('combobox', { name: t('panel_draw.pool') }), '赵教务');
  await page.keyboard.press('Escape');
  await choose(section.getByRole('combobox', { name: t('panel_draw.role') }), admin.t('role.secretary'));
  await section.getByLabel(t('panel_draw.per_room')).fill('2');
  await section.getByRole('button', { name: t('panel_draw.try') }).click();
  await expect(section.getByRole('alert')).toContainText(t('refusal.pool_too_small'));
  await section.getByLabel(t('panel_draw.per_room')).fill('1');
  await section.getByRole('button', { name: t('panel_draw.try') }).click();
  await expect(section.getByText('第一面试室: 赵教务')).toBeVisible();
  await section.getByRole('button', { name: t('promise.make') }).click();
  await section.scrollIntoViewIfNeeded();
  await shot(page, 'draw-panel');
  await section.getByRole('button', { name: t('panel_draw.do') }).click();
  await expect(page.getByRole('region', { name: t('rooms.title') })).toContainText(`${admin.t('role.secretary')}: 赵教务`);
  await expect(page.locator('[data-draw="panel"]')).toBeVisible();
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A text with a number in it, whatever the number is. */
function some(text: string): RegExp {
  return new RegExp(text.replace(/[()（）]/g, '.').replace('0', '\\d+'));
}
