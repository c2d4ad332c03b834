import type { Page } from '@playwright/test';
import type { Phone, Staff } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { enterRoom, inPhase, pairingCode, picture, startWaiting, takePosition } from './harness/steps.ts';
import { expect, test } from './harness/test.ts';

/** The steps of check-in: set up in the console, taken in their order, ticked by staff. */

const STEPPER = '13800000006';
const NAME = '何小满';
const EXAM = '2026 年研究生远程复试';

// FEATURES: B3, B4, B11
for (const language of ['zh-CN', 'en'] as const) {
  test(`a candidate takes the configured steps in order and staff tick the room, in ${language}`, async ({ newPhone, newStaff }) => {
    test.setTimeout(180_000);
    const admin = await newStaff({ username: 'admin', language });
    await admin.signIn('/staff/flow');
    await openFlow(admin);
    await setUp(admin);

    const phone = await newPhone({ language });
    await phone.signIn(STEPPER);
    await enterRoom(phone);
    await takePosition(phone, 1);
    // Device check, moved to the front a minute ago; a step that is not configured is nowhere.
    await atStep(phone, 'device_check');
    await expect(phone.page.getByText(phone.t('check_in.count', { n: 1, all: 3 }))).toBeVisible();
    await expect(phone.page.getByText(phone.t('check_in.step.face_check'))).toHaveCount(0);
    await refusesToJump(phone);
    const good = phone.page.getByRole('button', { name: phone.t('check_in.device.good') });
    await expect(good).toBeEnabled(); // a picture and a voice
    await picture(phone, 'check-in-devices');
    await good.click();

    await atStep(phone, 'pledge');
    await readAndSign(phone, language);

    await atStep(phone, 'room_scan');
    const placed = phone.page.getByRole('button', { name: phone.t('check_in.scan.placed') });
    await expect(placed).toBeDisabled(); // without the second camera
    await picture(phone, 'check-in-room');
    const second = await newPhone({ position: 2, language });
    await joinSecond(phone, second);
    await expect(placed).toBeEnabled();
    await placed.click();
    await expect(phone.page.getByText(phone.t('check_in.waits'))).toBeVisible();

    const steward = await newStaff({ username: 'steward2', language });
    await steward.signIn();
    await settle(steward, phone, language);
    await startWaiting(phone);
  });
}

// FEATURES: K3, B3
test('an accommodation takes a step away, and staff let pass with a reason', async ({ newPhone, newStaff }) => {
  test.setTimeout(180_000);
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/flow');
  await openFlow(admin);
  await addFaceCheck(admin);

  // She could not get past the face check; now it does not exist for her, nor does the second camera.
  const phone = await newPhone({ camera: 'denied' });
  await phone.signIn(STEPPER);
  await enterRoom(phone);
  await phone.page.locator('button[data-position="1"]').click();
  await atStep(phone, 'pledge');
  await expect(phone.page.getByText(phone.t('check_in.count', { n: 1, all: 4 }))).toBeVisible();
  await grant(admin);
  await expect(phone.page.getByText(phone.t('check_in.count', { n: 1, all: 3 }))).toBeVisible();
  await readAndSign(phone, 'en');

  // Her camera does not work: a proctor looks into it and lets her pass, and says why.
  await atStep(phone, 'device_check');
  await expect(phone.page.getByRole('button', { name: phone.t('check_in.device.good') })).toBeDisabled();
  const proctor = await newStaff({ username: 'proctor' });
  await proctor.signIn();
  const row = proctor.page.locator('li[data-sitting]').filter({ hasText: NAME });
  await expect(row.getByTestId('accommodation')).toContainText(proctor.t('accommodation.no_face_check'));
  await row.getByRole('button', { name: new RegExp(NAME) }).click();
  await letPass(proctor, 'device_check', '摄像头故障，已电话核实');
  await atStep(phone, 'room_scan');
  await expect(phone.page.getByText(phone.t('check_in.scan.lead_1'))).toBeVisible(); // no second camera
  await shot(phone.page, 'check-in-one-camera');
  await letPass(proctor, 'room_scan', '改用现场巡查');
  await expect(phone.page.getByText(phone.t('notice.step_passed', { step: phone.t('check_in.step.room_scan') }))).toBeVisible();
  await expect(phone.page.getByRole('button', { name: phone.t('preview.enter_waiting') })).toBeVisible();
  await shot(proctor.page, 'proctor');
  await phone.open('/s/demo');
  await expect(phone.page.getByTestId('accommodation')).toContainText(phone.t('accommodation.one_camera'));
  await shot(phone.page, 'accommodation');

  await admin.open('/staff/audit');
  await expect(admin.page.getByText('摄像头故障，已电话核实')).toBeVisible();
  await end(admin);
});

/** The editor of the demo's exam with a flow. */
async function openFlow(admin: Staff): Promise<void> {
  await admin.page.getByRole('combobox', { name: admin.t('flow.exam') }).click();
  await admin.page.getByRole('option', { name: EXAM }).click();
  await expect(admin.page.locator('li[data-step="pledge"]')).toBeVisible();
}

/** Moves the device check to the front, looks at the preview, saves, publishes a pledge of the exam. */
async function setUp(admin: Staff): Promise<void> {
  const { page } = admin;
  const preview = page.getByTestId('preview');
  await expect(preview).toHaveAttribute('data-step', 'pledge');
  await page.getByRole('button', { name: admin.t('flow.up', { step: admin.t('step.device_check') }) }).click();
  await expect(preview).toHaveAttribute('data-step', 'device_check');
  for (const step of ['pledge', 'room_scan', 'waiting_area']) {
    await page.getByRole('button', { name: admin.t('flow.later'), exact: true }).click();
    await expect(preview).toHaveAttribute('data-step', step);
  }
  await page.getByRole('button', { name: admin.t('flow.earlier'), exact: true }).click();
  await page.getByRole('button', { name: admin.t('flow.save'), exact: true }).click();
  await expect(page.getByText(admin.t('flow.saved'))).toBeVisible();
  await picture(admin, 'flow');
  await page.getByText(admin.t('flow.pledge.of_exam'), { exact: true }).click();
  await page.getByRole('button', { name: admin.t('flow.pledge.write') }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel(admin.t('flow.pledge.heading')).fill('复试承诺书');
  await form.getByLabel(admin.t('flow.pledge.text')).fill(Array.from({ length: 40 }, (_, n) => `第 ${n + 1} 条：我承诺诚信考试。`).join('\n\n'));
  await picture(admin, 'pledge-editor');
  await form.getByRole('button', { name: admin.t('flow.pledge.publish') }).click();
  await expect(form).toHaveCount(0);
  await expect(page.locator('[data-version="1"]')).toContainText(admin.t('flow.pledge.current'));
}

async function addFaceCheck(admin: Staff): Promise<void> {
  const { page } = admin;
  await page.getByRole('combobox', { name: admin.t('flow.add') }).click();
  await page.getByRole('option', { name: admin.t('step.face_check') }).click();
  await page.getByRole('button', { name: admin.t('flow.save'), exact: true }).click();
  await expect(page.getByText(admin.t('flow.saved'))).toBeVisible();
}

async function atStep(phone: Phone, kind: string): Promise<void> {
  await expect(phone.page.locator('main [data-step]').first()).toHaveAttribute('data-step', kind);
}

/** The server shuts the way, not the page. */
async function refusesToJump(phone: Phone): Promise<void> {
  const sitting = new URL(phone.page.url()).pathname.split('/').pop() ?? '';
  const post = async (path: string, data = {}) => {
    const answer = await phone.page.request.post(`${phone.server.url}/api/sittings/${sitting}${path}`, { headers: { 'X-Kaochang': '1' }, data });
    return ((await answer.json()) as { code: string }).code;
  };
  expect(await post('/waiting')).toBe('steps_owed');
  expect(await post('/room-scans')).toBe('step_order');
}

/** Reads to the end, agrees, and signs: by hand, or by typing the name where the language is English. */
async function readAndSign(phone: Phone, language: string): Promise<void> {
  const { page } = phone;
  const agree = page.getByLabel(phone.t('pledge.agree'));
  await expect(agree).toBeDisabled();
  await page.getByTestId('pledge-text').evaluate((one) => one.scrollTo(0, one.scrollHeight));
  await expect(agree).toBeEnabled();
  await agree.check();
  const sign = page.getByRole('button', { name: phone.t('pledge.sign') });
  await expect(sign).toBeDisabled();
  if (language === 'en') {
    await page.getByText(phone.t('pledge.kind.typed'), { exact: true }).click();
    const name = page.getByLabel(phone.t('pledge.type', { name: NAME }));
    await name.fill('别人');
    await sign.click();
    await expect(page.getByText(phone.t('pledge.wrong_typed'))).toBeVisible();
    await name.fill(NAME);
  } else {
    await write(page);
  }
  await picture(phone, `check-in-pledge-${language === 'en' ? 'typed' : 'hand'}`);
  await sign.click();
}

/** Writes something like a name. */
async function write(page: Page): Promise<void> {
  const field = page.getByTestId('signature');
  await field.scrollIntoViewIfNeeded();
  const box = await field.boundingBox();
  if (box === null) throw new Error('no field to sign in');
  for (const [from, to] of [[0.2, 0.35], [0.4, 0.55], [0.6, 0.85]] as const) {
    await page.mouse.move(box.x + box.width * from, box.y + box.height * 0.3);
    await page.mouse.down();
    for (let n = 1; n <= 12; n++) {
      await page.mouse.move(box.x + box.width * (from + ((to - from) * n) / 12), box.y + box.height * (0.5 + 0.25 * Math.sin(n)));
    }
    await page.mouse.up();
  }
}

async function joinSecond(first: Phone, second: Phone): Promise<void> {
  await second.open(`/pair/${await pairingCode(first)}`);
  await second.page.getByRole('button', { name: second.t('pair.join') }).click();
  await expect(second.page.getByTestId('role')).toHaveText(second.t('position.2'));
  await second.page.getByRole('button', { name: second.t('preview.start_second') }).click();
}

/** The steward asks for the room once more, then finds it good. */
async function settle(steward: Staff, phone: Phone, language: string): Promise<void> {
  const { page } = steward;
  const row = page.locator('li[data-sitting]').filter({ hasText: NAME });
  await expect(row.locator('[data-step="room_scan"]')).toHaveAttribute('data-state', 'shown');
  await row.getByRole('button', { name: new RegExp(NAME) }).click();
  const panel = page.getByRole('region', { name: steward.t('step.label') });
  await expect(panel.locator('li[data-step="pledge"]')).toHaveAttribute('data-state', 'done');
  await shot(page, `steward-check-in-${language}`);
  await panel.getByRole('button', { name: steward.t('step.repeat') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(steward.t('step.repeat_reason')).fill('看不到双手');
  await dialog.getByRole('button', { name: steward.t('step.repeat_confirm') }).click();
  await expect(phone.page.getByText('看不到双手')).toBeVisible();
  await phone.page.getByRole('button', { name: phone.t('check_in.scan.placed') }).click();
  await panel.getByRole('button', { name: steward.t('step.tick') }).click();
  await expect(phone.page.getByRole('button', { name: phone.t('preview.enter_waiting') })).toBeVisible();
  await inPhase(phone, 'check_in');
}

async function grant(admin: Staff): Promise<void> {
  const { page } = admin;
  await admin.open('/staff/accommodations');
  await page.getByText(admin.t('accommodation.show.all'), { exact: true }).click();
  await page.getByLabel(admin.t('accommodation.search')).fill('2026100006');
  const row = page.locator('tr[data-number="2026100006"]');
  await row.getByRole('button', { name: admin.t('accommodation.grant_named', { name: NAME }) }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel(admin.t('accommodation.field.no_face_check')).check();
  await form.getByLabel(admin.t('accommodation.field.one_camera')).check();
  await form.getByLabel(admin.t('accommodation.field.extra_percent')).fill('30');
  await form.getByLabel(admin.t('accommodation.reason')).fill('残疾证 3301');
  await shot(page, 'accommodation-grant');
  await form.getByRole('button', { name: admin.t('accommodation.grant'), exact: true }).click();
  await expect(row).toContainText(admin.t('accommodation.percent', { n: 30 }));
  await shot(page, 'accommodations');
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: admin.t('accommodation.export') }).click();
  expect((await saved).suggestedFilename()).toMatch(/\.xlsx$/);
}

async function end(admin: Staff): Promise<void> {
  const { page } = admin;
  await admin.open('/staff/accommodations');
  await page.getByRole('button', { name: admin.t('accommodation.end_named', { name: NAME }) }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(admin.t('accommodation.end_reason')).fill('申请撤回');
  await dialog.getByRole('button', { name: admin.t('accommodation.end'), exact: true }).click();
  await expect(page.getByText(admin.t('accommodation.none'))).toBeVisible();
}

/** Lets the candidate in the large view pass a step. */
async function letPass(staff: Staff, kind: string, reason: string): Promise<void> {
  const step = staff.t(`step.${kind}`);
  await staff.page.getByRole('button', { name: staff.t('step.override_named', { step }) }).click();
  const dialog = staff.page.getByRole('dialog');
  await dialog.getByLabel(staff.t('step.override_reason')).fill(reason);
  await dialog.getByRole('button', { name: staff.t('step.override_confirm'), exact: true }).click();
  await expect(dialog).toHaveCount(0);
}
