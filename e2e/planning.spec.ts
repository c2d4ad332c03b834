import { addPart, choose } from './harness/console.ts';
import type { Staff } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

/** How a school sets an exam up in the console, and what a candidate sees of it at once. */

const EXAM = '2027 年推免面试';
const PHONE = '13911112222';

// FEATURES: A4, A5, A13, A14
test('an exam is set up from nothing, checked, opened and seen', async ({ newPhone, newStaff }) => {
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/exams');
  const { page } = admin;
  const t = (key: string, values?: Record<string, string | number>) => admin.t(`planning.${key}`, values);

  await page.getByRole('button', { name: t('new_exam') }).click();
  await page.getByLabel(t('exam_name')).fill(EXAM);
  await page.getByRole('button', { name: t('create') }).click();
  const findings = page.locator('[data-finding]');
  await expect(page.locator('[data-finding="no_major"]')).toBeVisible();
  await expect(page.getByRole('button', { name: t('opening.open') })).toBeDisabled();

  await addPart(admin, 'majors', async (form) => {
    await form.getByLabel(t('column.name')).fill('作曲（𠮷）');
    await choose(form.getByRole('combobox', { name: t('column.college') }), '艺术学院');
    await form.getByLabel(t('fee')).fill('free');
    await expect(form.getByText(t('fee_wrong'))).toBeVisible();
    await form.getByLabel(t('fee')).fill('');
  });
  await addPart(admin, 'subjects', async (form) => {
    await form.getByLabel(t('column.name')).fill('专业面试');
  });
  await addPart(admin, 'rooms', async (form) => {
    await form.getByLabel(t('column.name')).fill('推免第一考场');
    await choose(form.getByRole('combobox', { name: t('rooms.person', { n: 1 }) }), '陈候考');
    await choose(form.getByRole('combobox', { name: t('rooms.person', { n: 2 }) }), '周主考');
  });
  const [today] = shanghai(new Date()).split('T');
  await addPart(admin, 'sessions', async (form) => {
    await form.getByLabel(t('sessions.starts')).fill(`${today}T23:30`);
    await expect(form.getByLabel(t('sessions.ends'))).not.toHaveValue('');
  });
  await expect(page.locator('[data-finding="no_entrant"]')).toBeVisible();
  await shot(page, 'planning-exam');

  await addCandidate(admin, '𠮷田晴', PHONE);
  await page.goto(`${admin.server.url}/staff/exams`);
  await page.getByRole('link', { name: EXAM }).click();
  await expect(page.locator('[data-finding="unassigned"]')).toBeVisible();
  // The steward and the chair of the demo's room are wanted there all the time.
  await expect(page.locator('[data-finding="staff_overlap"]')).toContainText('陈候考');

  const phone = await newPhone();
  await phone.signIn(PHONE);
  await expect(phone.page.getByRole('heading', { name: phone.t('choose.all_closed_title') })).toBeVisible();

  const many = page.getByRole('group', { name: t('seats.many') });
  await choose(many.getByRole('combobox', { name: t('seats.sessions') }), /专业面试/);
  await page.keyboard.press('Escape');
  await choose(many.getByRole('combobox', { name: t('seats.order') }), t('seats.by_lot'));
  await many.getByRole('button', { name: t('seats.try') }).click();
  await expect(many.getByText(t('seats.would', { count: 1 }))).toBeVisible();
  await many.getByRole('button', { name: t('promise.make') }).click();
  await many.getByRole('button', { name: t('seats.do', { count: 1 }) }).click();
  await expect(page.getByText(t('draws.title'))).toBeVisible();
  await expect(page.locator('[data-finding="unassigned"]')).toHaveCount(0);
  await expect(findings.filter({ hasText: '陈候考' })).toHaveCount(1);

  await expect(page.getByRole('button', { name: t('opening.open') })).toBeDisabled();
  await page.getByLabel(t('opening.reason')).fill('演示考场全天开放，不冲突');
  await page.getByRole('button', { name: t('opening.open') }).click();
  await expect(page.getByText(t('opening.is_open'))).toBeVisible();
  await shot(page, 'planning-open');

  await phone.open('/');
  await expect(phone.page.getByText('推免第一考场')).toBeVisible();
  await expect(phone.page.getByText('作曲（𠮷）')).toBeVisible();
  await shot(phone.page, 'planning-candidate');

  // A change of the timetable is on her page by itself.
  await page.getByRole('button', { name: t('edit_named', { name: '推免第一考场' }), exact: true }).click();
  await page.getByRole('dialog').getByLabel(t('column.name')).fill('推免第二考场');
  await page.getByRole('dialog').getByRole('button', { name: t('save') }).click();
  await expect(phone.page.getByText('推免第二考场')).toBeVisible();

  // What something needs stays, and the refusal says why.
  await page.getByRole('button', { name: t('remove_named', { name: '推免第二考场' }), exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: t('remove') }).click();
  await expect(page.getByRole('alert').filter({ hasText: t('refusal.pointed_at') })).toBeVisible();
});

async function addCandidate(staff: Staff, name: string, phone: string): Promise<void> {
  await staff.open('/staff/candidates');
  await staff.page.getByRole('button', { name: staff.t('roster.add') }).click();
  const form = staff.page.getByRole('dialog');
  await form.getByLabel(staff.t('roster.field.number')).fill('2027900001');
  await form.getByLabel(staff.t('roster.field.name')).fill(name);
  await form.getByLabel(staff.t('roster.field.phone')).fill(phone);
  await choose(form.getByRole('combobox', { name: staff.t('roster.field.major') }), /作曲/);
  await form.getByRole('button', { name: staff.t('roster.save') }).click();
  await expect(form).toHaveCount(0);
}

/** An instant as the school's clocks show it. */
function shanghai(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString();
}
