import { expect, type Locator } from '@playwright/test';
import type { Staff } from './people.ts';

/** Opens the form of a new part, fills it and saves it. */
export async function addPart(staff: Staff, kind: string, fill: (form: Locator) => Promise<void>): Promise<void> {
  await staff.page.getByRole('button', { name: staff.t(`planning.${kind}.add`) }).click();
  const form = staff.page.getByRole('dialog');
  await fill(form);
  await form.getByRole('button', { name: staff.t('planning.save') }).click();
  await expect(form).toHaveCount(0);
}

/** Chooses an option of a list. */
export async function choose(box: Locator, option: string | RegExp): Promise<void> {
  await box.click();
  await box.page().getByRole('option', { name: option }).first().click();
}

/** A material that an exam asks for. */
export interface Wish {
  name: string;
  kind?: 'image' | 'video' | 'file';
  most?: number;
}

/** Lets the exam whose page is open ask for a material. */
export async function addRequirement(admin: Staff, { name, kind = 'image', most = 1 }: Wish): Promise<void> {
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

/** A new member of staff. */
export interface Member {
  username: string;
  name: string;
  role: string;
  /** The school's name, which is the role's place. */
  school: string;
}

/** Adds a member of staff with a role in the school; returns her first password. */
export async function addMember(admin: Staff, { username, name, role, school }: Member): Promise<string> {
  await admin.open('/staff/staff');
  const { page } = admin;
  await page.getByRole('button', { name: admin.t('staff.add') }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel(admin.t('staff.column.name'), { exact: false }).first().fill(name);
  await form.getByLabel(admin.t('staff.column.username')).fill(username);
  await form.getByRole('button', { name: admin.t('staff.add_role') }).click();
  await form.getByRole('combobox', { name: admin.t('staff.role_n', { n: 1 }), exact: true }).click();
  await page.getByRole('option', { name: admin.t(`role.${role}`), exact: true }).click();
  await form.getByRole('combobox', { name: admin.t('staff.place_n', { n: 1 }) }).click();
  await page.getByRole('option', { name: school }).click();
  await form.getByRole('button', { name: admin.t('staff.save') }).click();
  const password = await form.getByTestId('first-password').textContent();
  await form.getByRole('button', { name: admin.t('staff.noted') }).click();
  await expect(page.getByRole('row', { name: username })).toContainText(admin.t('staff.must_change'));
  return password ?? '';
}

/** The first school of an empty server and who administers it. */
export interface Founding {
  /** The one-time token of the link that the server prints. */
  token: string;
  name: string;
  slug: string;
  password: string;
}

/** Founds the first school by the set-up page; its administrator is the staff's name. */
export async function foundSchool(admin: Staff, { token, name, slug, password }: Founding): Promise<void> {
  await admin.open(`/staff/setup#${token}`);
  const { page } = admin;
  const fields = { name, slug, admin: '赵教务', username: admin.name };
  for (const [field, text] of Object.entries(fields)) await page.getByLabel(admin.t(`setup.${field}`)).fill(text);
  await page.locator('input[type="password"]').fill(password);
  await page.getByRole('button', { name: admin.t('setup.submit') }).click();
  await expect(page.getByRole('link', { name: admin.t('setup.sign_in') })).toBeVisible();
}
