import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Cookie, Page } from '@playwright/test';
import { enterRoom, inPhase, takePosition } from '../harness/steps.ts';
import type { Phone, PhoneOptions, Staff, StaffOptions } from '../harness/people.ts';
import { expect, test } from '../harness/test.ts';

/** What only a real browser can show: tabs that crash, browsers that are killed, lines that are cut under the hand. */

const LUO = { phone: '13800000008' };

/** What may be lost of typing that was not acknowledged. */
const LOST_MS = 1_000;

type NewPhone = (options?: PhoneOptions) => Promise<Phone>;
type NewStaff = (options: StaffOptions) => Promise<Staff>;

const essay = (page: Page) => page.locator('[data-item="6"]').getByRole('textbox');
const where = (page: Page) => page.locator('[data-item="6"]');
const onServer = (page: Page) => expect(where(page)).toHaveAttribute('data-where', 'server', { timeout: 30_000 });

/** A candidate whose paper is released, at its essay. */
async function answering(newPhone: NewPhone, newStaff: NewStaff, options: PhoneOptions = {}): Promise<Phone> {
  const phone = await newPhone(options);
  await phone.signIn(LUO.phone);
  await enterRoom(phone);
  await takePosition(phone, 1);
  await phone.page.getByRole('button', { name: phone.t('preview.take_seat') }).click();
  await inPhase(phone, 'seated');
  const proctor = await newStaff({ username: 'proctor2' });
  await proctor.signIn();
  await proctor.page.getByRole('region', { name: '第二笔试考场' }).getByRole('link', { name: proctor.t('sessions.enter.proctor') }).click();
  await proctor.page.getByRole('button', { name: proctor.t('proctor.release'), exact: true }).click();
  await proctor.page.getByRole('dialog').getByRole('button', { name: proctor.t('proctor.release') }).click();
  await expect(phone.page.getByTestId('online')).toBeVisible();
  await proctor.close();
  return phone;
}

// FEATURES: D9
test('after a reload, restored answers count as unsent until acknowledged', async ({ newPhone, newStaff }) => {
  test.setTimeout(180_000);
  const phone = await answering(newPhone, newStaff);
  const { page, context } = phone;
  await essay(page).fill('已经保存的。');
  await onServer(page);
  await context.setOffline(true);
  await essay(page).press('Control+End');
  await essay(page).pressSequentially('断网后写的。', { delay: 50 });
  await expect(where(page)).toHaveAttribute('data-where', 'phone');
  let refused = 0;
  await page.route('**/answers', (route) => {
    refused++;
    return route.abort();
  });
  await context.setOffline(false); // the page can be loaded again, and nothing can be saved
  refused = 0;
  await page.reload();
  await expect(essay(page)).toHaveValue('已经保存的。断网后写的。', { timeout: 30_000 });
  await expect.poll(() => refused, 'it sends what it has restored').toBeGreaterThan(1);
  await expect(where(page)).toHaveAttribute('data-where', 'phone'); // sent twice, acknowledged never
  await expect(page.getByTestId('saved')).not.toHaveAttribute('data-saved', 'saved');
  await page.unroute('**/answers');
  await onServer(page);
});

// FEATURES: D9, J3
test('a crashed tab and a killed browser lose at most a second of typing', async ({ newPhone, newStaff }) => {
  test.setTimeout(240_000);
  const profile = mkdtempSync(path.join(tmpdir(), 'kaochang-profile-'));
  try {
    const phone = await answering(newPhone, newStaff, { profile });
    const url = phone.page.url();

    await phone.context.setOffline(true); // the server hears nothing: the device alone has it
    const first = await typesUntil(phone.page, '', () => crash(phone));
    const tab = await phone.context.newPage(); // before the last tab is closed, which would end the browser
    for (const dead of phone.context.pages()) if (dead !== tab) await dead.close(); // the empty first one died too
    await phone.context.setOffline(false);
    const after = await comesBack(phone, tab, url, first);

    const second = await typesUntil(tab, after, () => phone.die());
    const again = await newPhone({ profile });
    await again.context.addCookies(second.cookies); // Chromium has them on its disk after half a minute
    await comesBack(again, again.page, url, second);
    await again.close(); // else it writes into what is being removed
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 20 });
  }
});

/** What was typed and must have stayed: `sure` was in the field a second before the end, `all` is all that ever was. */
interface Typed {
  sure: string;
  all: string;
  cookies: Cookie[];
}

/** Types on behind what the field has, digit by digit, until the end comes in the middle of it. */
async function typesUntil(page: Page, has: string, end: () => Promise<void>): Promise<Typed> {
  const cookies = await page.context().cookies();
  const typed: { text: string; at: number }[] = [{ text: has, at: 0 }];
  await essay(page).press('Control+End');
  let ended = false;
  const typing = (async () => {
    for (let n = 0, text = has; !ended; n++) {
      text += String(n % 10);
      await page.keyboard.type(text.slice(-1), { delay: 40 });
      typed.push({ text, at: Date.now() });
    }
  })().catch((error: unknown) => {
    if (!ended) throw error; // a dead page takes no keys
  });
  const began = Date.now();
  await expect.poll(() => Date.now() - began > 3 * LOST_MS && typed.length > 10, { message: 'she types', timeout: 30_000 }).toBe(true);
  const at = Date.now();
  ended = true;
  await end();
  await Promise.race([typing, new Promise((next) => setTimeout(next, 1_000))]); // a key that was under way may never be answered
  const sure = typed.findLast((one) => one.at <= at - LOST_MS)?.text ?? '';
  expect(sure.length, 'digits typed a second before').toBeGreaterThan(has.length);
  return { sure, all: (typed.at(-1)?.text ?? '') + String((typed.length - 1) % 10), cookies };
}

/** The tab's process dies; the browser lives on. */
async function crash(phone: Phone): Promise<void> {
  const crashed = phone.page.waitForEvent('crash');
  await phone.kill('renderer');
  await crashed;
}

/** The page is opened again and writes on: what it restores is the server's once it says so. Returns the field's text. */
async function comesBack(phone: Phone, page: Page, url: string, typed: Typed): Promise<string> {
  await page.goto(url);
  await page.getByTestId('elsewhere').getByRole('button', { name: phone.t('online.write_here') }).click({ timeout: 60_000 });
  await expect(essay(page)).not.toHaveValue('');
  const has = await essay(page).inputValue();
  expect(has.startsWith(typed.sure), `${has} has what was typed a second before: ${typed.sure}`).toBe(true);
  expect(typed.all.startsWith(has), `${typed.all} is all that was typed, and ${has} is of it`).toBe(true);
  await onServer(page);
  await page.reload(); // the server's sheet, not this page's memory
  await expect(essay(page)).toHaveValue(has, { timeout: 30_000 });
  await onServer(page);
  return has;
}
