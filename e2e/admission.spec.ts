import { execFileSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import { candidates } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

/** Admission tickets: published, seen, printed, scanned, taken back. */

const EXAM = '2026 年本科招生远程面试';
const NOTES = '请携带身份证原件。\n提前三十分钟入场。';

// FEATURES: A18
test('a ticket is published, seen at once, printed and scanned', async ({ newPhone, newStaff }) => {
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/exams');
  await admin.page.getByRole('link', { name: EXAM }).click();
  const section = admin.page.getByRole('region', { name: admin.t('tickets.title') });
  await expect(section.locator('[data-tickets]')).not.toHaveAttribute('data-tickets', '0');

  const phone = await newPhone();
  await phone.signIn(candidates.lin.phone);
  const card = phone.page.getByRole('region', { name: phone.t('ticket.title') });
  await expect(phone.page.getByText(candidates.lin.name).first()).toBeVisible();
  await expect(card).toHaveCount(0);

  await section.getByLabel(admin.t('tickets.notes')).fill(NOTES);
  await section.getByRole('button', { name: admin.t('planning.save') }).click();
  await expect(section.getByRole('button', { name: admin.t('planning.save') })).toBeDisabled();
  const published = section.getByRole('switch', { name: admin.t('tickets.published') });
  await published.click();
  await expect(published).toBeChecked();
  await section.scrollIntoViewIfNeeded();
  await shot(admin.page, 'tickets-section');

  // It is on her page by itself.
  await card.getByRole('link', { name: phone.t('ticket.show') }).click();
  await expect(phone.page.getByText('提前三十分钟入场')).toBeVisible();
  await expect(phone.page.getByText('综合面试')).toBeVisible();
  await shot(phone.page, 'ticket');
  const own = await download(phone.page, phone.t('ticket.pdf'));
  expect(own.name).toBe('准考证 2026100001.pdf');
  expect(own.text).toContain(candidates.lin.name);
  expect(own.text).toContain('提前三十分钟入场');
  expect(own.text).toContain('第一面试室');

  const all = await download(admin.page, admin.t('tickets.print'));
  for (const { name } of Object.values(candidates)) expect(all.text).toContain(name);

  // Whoever has the code is told that it is good, and no more of her than its ends.
  const link = (await phone.page.getByTestId('ticket-qr').getAttribute('data-link')) ?? '';
  const passer = await newPhone();
  await passer.page.goto(link);
  await expect(passer.page.locator('[data-ticket="valid"]')).toContainText('林*雨');
  await expect(passer.page.getByText(candidates.lin.name)).toHaveCount(0);
  await expect(passer.page.getByText('第一面试室')).toBeVisible();
  await shot(passer.page, 'ticket-verify');
  await passer.page.goto(`${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`);
  await expect(passer.page.locator('[data-ticket="invalid"]')).toBeVisible();
  await shot(passer.page, 'ticket-invalid');

  // Staff of her room see whose it is; they sign in where they stand.
  const steward = await newStaff({ username: 'steward' });
  await steward.signIn(new URL(link).pathname.replace('/ticket/', '/staff/tickets/'));
  await expect(steward.page.locator('[data-ticket="valid"]')).toContainText(candidates.lin.name);
  await shot(steward.page, 'ticket-check');

  // Taken back, it is nobody's.
  await published.click();
  await expect(published).not.toBeChecked();
  await expect(phone.page.getByText(phone.t('ticket.not_yet'))).toBeVisible();
  await passer.page.goto(link);
  await expect(passer.page.locator('[data-ticket="invalid"]')).toBeVisible();
});

/** Saves what a link gives; returns its name and the text in it. */
async function download(page: Page, link: string): Promise<{ name: string; text: string }> {
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: link }).click();
  const file = await saved;
  return { name: file.suggestedFilename(), text: execFileSync('pdftotext', ['-layout', await file.path(), '-'], { encoding: 'utf8' }) };
}
