import { clipOfNumbers } from './harness/clip.ts';
import type { Phone, Staff } from './harness/people.ts';
import { candidates } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { picture } from './harness/steps.ts';
import { expect, test } from './harness/test.ts';

/** Devices are checked before the day: the good road with two phones, refusals with their way out, what staff see. */

const { lin, wang } = candidates;

// FEATURES: A16
test('two phones are checked, the second by QR, and staff see it', async ({ newPhone, newStaff }) => {
  test.setTimeout(240_000);
  const phone = await newPhone({ clip: clipOfNumbers('first') });
  await phone.signIn(lin.phone);
  const card = phone.page.getByRole('region', { name: phone.t('device_check.title') });
  await expect(card).toHaveAttribute('data-device-check', 'unchecked');
  await card.getByRole('link', { name: phone.t('device_check.go') }).click();
  await expect(camera(phone, 1)).toHaveAttribute('data-outcome', 'unchecked');
  await picture(phone, 'device-check');
  await camera(phone, 1).getByRole('button', { name: phone.t('device_check.here', { camera: phone.t('position.1') }) }).click();
  await picture(phone, 'device-check-start');
  await devices(phone, { voice: true });
  await speaker(phone);
  const outcome = await verdict(phone);
  await expect(finding(phone, 'browser')).toHaveAttribute('data-verdict', 'pass'); // slices of a recording came, too
  await expect(finding(phone, 'speaker')).toHaveAttribute('data-verdict', 'pass');
  await expect(finding(phone, 'events')).toHaveAttribute('data-verdict', 'pass');
  await expect(finding(phone, 'camera')).toContainText('640 × 480');
  await expect(finding(phone, 'media')).toContainText('UDP + TCP');
  await picture(phone, 'device-check-result');

  // The second phone scans the QR and is checked without signing in; nobody asks for its microphone.
  await phone.page.getByRole('link', { name: phone.t('device_check.to_list') }).click();
  await expect(camera(phone, 1)).toHaveAttribute('data-outcome', outcome);
  await camera(phone, 2).getByRole('button', { name: phone.t('device_check.another') }).click();
  const qr = phone.page.getByTestId('check-qr-2');
  await expect(qr).toBeVisible();
  await picture(phone, 'device-check-qr');
  const second = await newPhone({ position: 2, clip: clipOfNumbers('second') });
  await second.page.goto((await qr.getAttribute('data-url')) ?? '');
  await devices(second, { voice: false });
  await speaker(second);
  const other = await verdict(second);
  await expect(finding(second, 'microphone')).toHaveCount(0);
  await expect(second.page.getByText(second.t('device_check.close_page'))).toBeVisible();
  await expect(camera(phone, 2), 'it comes by itself').toHaveAttribute('data-outcome', other);

  const steward = await newStaff({ username: 'steward' });
  await steward.signIn('/staff/readiness');
  const row = steward.page.getByRole('row', { name: new RegExp(lin.name) });
  await expect(row).toHaveAttribute('data-state', outcome === 'remarks' || other === 'remarks' ? 'remarks' : 'ready');
  await row.getByRole('button', { name: steward.t('readiness.details_of', { name: lin.name }) }).click();
  const dialog = steward.page.getByRole('dialog');
  await expect(dialog.getByRole('region', { name: steward.t('position.1') })).toContainText('UDP + TCP');
  await shot(steward.page, 'readiness-details');
});

// FEATURES: A16
test('a refused camera and WeChat say why and what to do, and staff see who failed', async ({ newPhone, newStaff }) => {
  test.setTimeout(180_000);
  const phone = await newPhone({ camera: 'denied', language: 'en' });
  await phone.signIn(wang.phone);
  await phone.page.getByRole('link', { name: phone.t('device_check.go') }).click();
  await camera(phone, 1).getByRole('button', { name: phone.t('device_check.here', { camera: phone.t('position.1') }) }).click();
  await phone.page.getByRole('button', { name: phone.t('device_check.start') }).click();
  const alert = phone.page.locator('[data-problem="denied"]');
  await expect(alert).toContainText(phone.t('device.denied.hint'));
  await expect(alert.getByRole('button', { name: phone.t('action.retry') })).toBeVisible();
  await picture(phone, 'device-check-denied');
  await phone.page.getByRole('button', { name: phone.t('device_check.measure') }).click();
  await phone.page.getByRole('button', { name: phone.t('device_check.skip_sound') }).click();
  expect(await verdict(phone)).toBe('not_ready');
  for (const reason of ['camera_denied', 'microphone_denied', 'speaker_unsaid']) {
    const why = phone.page.locator(`[data-reason="${reason}"]`);
    await expect(why).toContainText(phone.t(`check.reason.${reason}`));
    await expect(why).toContainText(phone.t(`check_fix.${reason}`));
  }
  await picture(phone, 'device-check-failed');

  // Allowed in the browser's own settings, the camera alone is tried again.
  await phone.context.grantPermissions(['camera', 'microphone'], { origin: phone.server.url });
  await finding(phone, 'camera').getByRole('button', { name: phone.t('device_check.retry_item', { item: phone.t('check.item.camera') }) }).click();
  await measure(phone, { voice: true });
  await expect(phone.page.locator('[data-reason="camera_denied"]')).toHaveCount(0);
  await expect(finding(phone, 'microphone')).not.toHaveAttribute('data-verdict', 'fail');

  // The second phone scans with WeChat, in which nothing can be measured, and that is the verdict.
  await phone.page.getByRole('link', { name: phone.t('device_check.to_list') }).click();
  await camera(phone, 2).getByRole('button', { name: phone.t('device_check.another') }).click();
  const link = (await phone.page.getByTestId('check-qr-2').getAttribute('data-url')) ?? '';
  const wechat = await newPhone({ position: 2 });
  await wechat.page.addInitScript(() => Object.defineProperty(navigator, 'userAgent', { value: `${navigator.userAgent} MicroMessenger/8.0.49` }));
  await wechat.page.goto(link);
  await expect(wechat.page.locator('[data-problem="wechat"]')).toBeVisible();
  await wechat.page.getByRole('button', { name: wechat.t('device_check.start') }).click();
  expect(await verdict(wechat)).toBe('not_ready');
  await expect(wechat.page.locator('[data-reason="browser_in_app"]')).toContainText(wechat.t('check_fix.browser_in_app'));
  await expect(wechat.page.getByRole('button', { name: wechat.t('home.copy_link') })).toBeVisible();
  await picture(wechat, 'device-check-wechat');
  await expect(camera(phone, 2)).toHaveAttribute('data-outcome', 'not_ready');

  const admin = await newStaff({ username: 'admin', language: 'en' });
  await admin.signIn('/staff/readiness');
  await narrowed(admin);
});

async function narrowed(admin: Staff): Promise<void> {
  const { page } = admin;
  await page.locator('button[data-state="failed"]').click();
  const row = page.getByRole('row', { name: new RegExp(wang.name) });
  await expect(row.locator('[data-reason="browser_in_app"]')).toHaveText(admin.t('check.reason.browser_in_app'));
  await expect(page.getByRole('row', { name: new RegExp(lin.name) })).toHaveCount(0);
  await shot(page, 'readiness');
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: admin.t('readiness.export') }).click();
  expect((await saved).suggestedFilename()).toMatch(/^readiness-.*\.xlsx$/);
  await page.locator('button[data-state="unchecked"]').click();
  await page.getByLabel(admin.t('readiness.search')).fill(lin.phone);
  await expect(page.locator('[data-total]')).toHaveAttribute('data-total', '1');
  await expect(page.getByRole('row', { name: new RegExp(lin.name) })).toBeVisible();
}

function camera(phone: Phone, position: 1 | 2) {
  return phone.page.locator(`[data-camera="${position}"]`);
}

function finding(phone: Phone, item: string) {
  return phone.page.locator(`li[data-item="${item}"]`);
}

/** Starts the check and measures camera and microphone; the fake microphone beeps. */
async function devices(phone: Phone, wanted: { voice: boolean }): Promise<void> {
  await phone.page.getByRole('button', { name: phone.t('device_check.start') }).click();
  await measure(phone, wanted);
}

async function measure(phone: Phone, { voice }: { voice: boolean }): Promise<void> {
  await expect(phone.page.getByLabel(phone.t('device_check.picture'))).toBeVisible();
  if (voice) await expect(phone.page.getByText(phone.t('device_check.heard'))).toBeVisible();
  else await expect(phone.page.getByRole('meter')).toHaveCount(0);
  await picture(phone, `device-check-devices-${voice ? 1 : 2}`);
  await phone.page.getByRole('button', { name: phone.t('device_check.measure') }).click();
}

async function speaker(phone: Phone): Promise<void> {
  await phone.page.getByRole('button', { name: phone.t('device_check.play') }).click();
  await phone.page.getByRole('button', { name: phone.t('device_check.yes_heard') }).click();
}

/** The verdict on the whole device, once all was measured. */
async function verdict(phone: Phone): Promise<string> {
  const shown = phone.page.locator('[role="status"][data-outcome]');
  await expect(shown).toBeVisible({ timeout: 60_000 });
  return (await shown.getAttribute('data-outcome')) ?? '';
}

// FEATURES: A14
test('only a phone may be the first camera of a session that asks for one', async ({ newPhone, newStaff }) => {
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/exams');
  await admin.page.getByRole('link', { name: '2026 年本科招生远程面试' }).click();
  const sessions = admin.page.locator('#sessions');
  await sessions.getByRole('button', { name: admin.texts.pattern('planning.edit_named') }).first().click();
  const form = admin.page.getByRole('dialog');
  await form.getByRole('combobox', { name: admin.t('planning.first.label') }).click();
  await admin.page.getByRole('option', { name: admin.t('planning.first.phone') }).click();
  await form.getByRole('button', { name: admin.t('planning.save') }).click();
  await expect(sessions.getByText(admin.t('planning.first.phone'))).toBeVisible();
  await expect(form).toHaveCount(0);
  await admin.page.mouse.move(0, 0); // off what lies below the pressed button
  await shot(admin.page, 'first-camera');

  // A desktop browser is told which device to take, and may be the second camera all the same.
  const pc = await newPhone();
  await pc.signIn(lin.phone);
  await expect(pc.page.getByText(pc.t('device_kind.phone'))).toBeVisible();
  await pc.page.getByRole('link', { name: pc.t('room_info.enter') }).click();
  await pc.page.locator('button[data-position="1"]').click();
  await expect(pc.page.locator('[data-code="wrong_device"]')).toContainText(pc.t('device_kind.phone'));
  await picture(pc, 'first-camera-refused');
  const phone = await newPhone();
  await phone.page.addInitScript(() => Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 (Linux; Android 14; PJD110) Chrome/120 Mobile Safari/537.36' }));
  await phone.signIn(lin.phone);
  await phone.page.getByRole('link', { name: phone.t('room_info.enter') }).click();
  await phone.page.locator('button[data-position="1"]').click();
  await expect(phone.page.getByTestId('role')).toHaveText(phone.t('position.1'));
});
