import { clipOfFace } from './harness/clip.ts';
import type { Phone, Staff } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { enterRoom, picture, startWaiting } from './harness/steps.ts';
import { expect, test } from './harness/test.ts';

/** The face check and the ID check: a choice first, movements, then a person's eye. */

const STEPPER = '13800000006';
const NAME = '何小满';
const EXAM = '2026 年研究生远程复试';

// FEATURES: B6, B7, B9, B10
test('a face is found, its frames are sent, and a person compares them', async ({ newPhone, newStaff }) => {
  test.setTimeout(240_000);
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn();
  await setUp(admin, false);

  const phone = await newPhone({ clip: clipOfFace('live') });
  await atFaceCheck(phone);
  await picture(phone, 'face-notice');
  await phone.page.getByRole('button', { name: phone.t('face.agree') }).click();
  await phone.page.getByRole('button', { name: phone.t('face.begin') }).click();
  const say = phone.page.getByTestId('face-say');
  await expect(say).toHaveAttribute('data-action', 'straight');
  // The engine, served by ourselves, finds the face and photographs the straight look by itself.
  await expect(say).not.toHaveAttribute('data-action', 'straight', { timeout: 60_000 });
  await expect(say).toHaveAttribute('data-hint', 'go'); // a still picture makes no movement
  await picture(phone, 'face-movements');
  // Where the phone does not see a movement, the candidate takes the picture herself.
  await byHand(phone);
  await expect(phone.page.getByRole('button', { name: phone.t('preview.enter_waiting') })).toBeVisible({ timeout: 30_000 });

  // She is through, and looked at by a person, who sees that nothing moved.
  await startWaiting(phone);
  const steward = await newStaff({ username: 'steward2' });
  await steward.signIn();
  const panel = await openIdentity(steward);
  await expect(panel.getByTestId('identity-try')).toContainText(steward.t('identity.verdict.person'));
  await panel.getByRole('button', { name: steward.t('identity.look', { what: steward.t('identity.frames') }) }).click();
  await expect(panel.getByAltText(steward.t('identity.action.straight'))).toBeVisible();
  await expect(panel.locator('img')).toHaveCount(4);
  await shot(steward.page, 'identity-frames');
  await panel.getByLabel(steward.t('identity.decision_reason')).fill('没有做动作，不是真人');
  await panel.getByRole('button', { name: steward.t('identity.reject') }).click();
  await expect(steward.page.getByTestId('identity')).toHaveAttribute('data-state', 'rejected');

  await admin.open('/staff/audit');
  await expect(admin.page.getByText('没有做动作，不是真人')).toBeVisible();
  await expect(admin.page.locator('[data-kind="biometric.seen"]')).toHaveCount(4);
});

// FEATURES: B7, B9
test('a still picture before the camera is told to staff and is no dead end', async ({ newPhone, newStaff }) => {
  test.setTimeout(180_000);
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn();
  await setUp(admin, false);
  const phone = await newPhone({ clip: clipOfFace('still') });
  await atFaceCheck(phone);
  await phone.page.getByRole('button', { name: phone.t('face.agree') }).click();
  await phone.page.getByRole('button', { name: phone.t('face.begin') }).click();
  await expect(phone.page.getByTestId('face-say')).not.toHaveAttribute('data-action', 'straight', { timeout: 60_000 });
  await phone.page.getByRole('button', { name: phone.t('face.by_hand') }).click({ timeout: 30_000 });
  await expect(phone.page.locator('[data-code="frame_replayed"]')).toBeVisible(); // a camera never gives the same picture twice
  await shot(phone.page, 'face-replayed');
  await phone.page.getByRole('button', { name: phone.t('face.person_instead') }).click();
  await phone.page.getByRole('button', { name: phone.t('face.go_on') }).click();
  await startWaiting(phone);

  const steward = await newStaff({ username: 'steward2' });
  await steward.signIn();
  const panel = await openIdentity(steward);
  await expect(panel.getByTestId('identity-flags')).toContainText(steward.t('identity.flag.frame_replayed'));
});

// FEATURES: B9, B10, G8
test('who does not want a face check is compared with her document by a person', async ({ newPhone, newStaff }) => {
  test.setTimeout(240_000);
  const admin = await newStaff({ username: 'admin', language: 'en' });
  await admin.signIn('/staff/identity');
  await importDatabases(admin);
  await setUp(admin, true);

  const phone = await newPhone({ language: 'en' });
  await atFaceCheck(phone);
  await phone.page.getByRole('button', { name: phone.t('face.person_instead') }).click();
  await expect(phone.page.getByTestId('face-document-camera')).toBeVisible();
  await picture(phone, 'face-person');
  await sendsDocument(phone);
  await phone.page.getByRole('button', { name: phone.t('face.ask_person') }).click();
  await expect(phone.page.getByTestId('face-waits')).toBeVisible(); // the room is strict

  const steward = await newStaff({ username: 'steward2', language: 'en' });
  await steward.signIn();
  const panel = await openIdentity(steward);
  await expect(panel.locator('[data-database="population"]')).toHaveAttribute('data-result', 'differs');
  await expect(panel.getByTestId('identity-databases')).toContainText('姓名');
  await panel.getByRole('button', { name: steward.t('identity.look', { what: steward.t('identity.document') }) }).click();
  await expect(panel.getByTestId('identity-document').locator('img')).toBeVisible();
  await shot(steward.page, 'identity-document');
  await expect(panel.getByRole('button', { name: steward.t('identity.reject') })).toBeDisabled(); // owes a reason
  await panel.getByLabel(steward.t('identity.decision_reason')).fill('The document cannot be read');
  await panel.getByRole('button', { name: steward.t('identity.reject') }).click();

  // She reads why, shows it once more, and is confirmed.
  await expect(phone.page.getByText('The document cannot be read')).toBeVisible();
  await picture(phone, 'face-rejected');
  await sendsDocument(phone);
  await phone.page.getByRole('button', { name: phone.t('face.ask_person') }).click();
  await expect(phone.page.getByTestId('face-waits')).toBeVisible();
  const again = await openIdentity(steward);
  await again.getByRole('button', { name: steward.t('identity.confirm') }).click();
  await startWaiting(phone);
});

/** Gives the demo's exam a face check as its only step. */
async function setUp(admin: Staff, strict: boolean): Promise<void> {
  const { request } = admin.page;
  const get = async (path: string): Promise<unknown> => (await request.get(`${admin.server.url}${path}`)).json();
  const { exams } = (await get('/api/exams')) as { exams: { id: string; name: string }[] };
  const id = exams.find(({ name }) => name === EXAM)?.id ?? '';
  const answer = await request.put(`${admin.server.url}/api/exams/${id}/flow`, {
    headers: { 'X-Kaochang': '1' },
    data: { steps: [{ kind: 'face_check', tries: 3, strict }], version: 1 },
  });
  expect(answer.status()).toBe(204);
}

/** Signs in, enters, and stands before the notice of the face check. */
async function atFaceCheck(phone: Phone): Promise<void> {
  await phone.signIn(STEPPER);
  await enterRoom(phone);
  await phone.page.locator('button[data-position="1"]').click();
  await expect(phone.page.locator('main [data-step]').first()).toHaveAttribute('data-step', 'face_check');
  await expect(phone.page.getByTestId('face-notice')).toContainText('30');
}

/** Takes the pictures of the movements that are left by hand, and waits until they are handed in. */
async function byHand(phone: Phone): Promise<void> {
  const say = phone.page.getByTestId('face-say');
  const button = phone.page.getByRole('button', { name: phone.t('face.by_hand') });
  for (let left = 3; left > 0; left--) {
    const action = await say.getAttribute('data-action');
    await button.click({ timeout: 30_000 });
    if (left > 1) await expect(say).not.toHaveAttribute('data-action', action ?? '');
  }
}

async function sendsDocument(phone: Phone): Promise<void> {
  await phone.page.getByRole('button', { name: new RegExp(`^(${phone.t('face.document_take')}|${phone.t('face.document_again')})$`) }).click();
  await phone.page.getByRole('button', { name: phone.t('face.document_use') }).click();
  await expect(phone.page.getByTestId('face-documented')).toBeVisible();
}

/** Opens the comparison of the candidate from the steward's queue. */
async function openIdentity(steward: Staff) {
  const row = steward.page.locator('li[data-sitting]').filter({ hasText: NAME });
  await row.getByRole('button', { name: new RegExp(NAME) }).first().click();
  await steward.page.getByTestId('identity').click();
  const panel = steward.page.getByTestId('identity-panel');
  await expect(panel).toBeVisible();
  return panel;
}

/** Imports a table with one wrong row, which is told first and left out. */
async function importDatabases(admin: Staff): Promise<void> {
  const section = admin.page.getByTestId('databases');
  const text = '考生编号,报考库,学籍学历库,人口信息库,诚信档案库\n2026100006,一致,一致,不一致：姓名,一致\n9999,一致,,,\n';
  await section.locator('input[type="file"]').setInputFiles({ name: 'results.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${text}`) });
  await section.getByRole('button', { name: admin.t('face_rule.look') }).click();
  await expect(section.getByText('9999')).toBeVisible();
  await shot(admin.page, 'identity-settings');
  const keep = section.getByRole('button', { name: admin.t('face_rule.keep', { n: 4 }) });
  await expect(keep).toBeDisabled();
  await section.getByLabel(admin.t('face_rule.leave_out', { n: 1 })).check();
  await keep.click();
  await expect(section.getByText(admin.t('face_rule.kept', { rows: 2, lines: 4, wrong: 1 }))).toBeVisible();
  await listsDatabases(admin);
}

/** The list of results, narrowed, and its tables, which are downloads of the page. */
async function listsDatabases(admin: Staff): Promise<void> {
  const list = admin.page.getByTestId('compared');
  await list.locator('button[data-result="differs"]').click();
  await expect(list.locator('tr[data-number]')).toHaveCount(1);
  await expect(list.locator('tr[data-number="2026100006"]')).toHaveAttribute('data-result', 'differs');
  await expect(list.locator('tr[data-number="2026100006"]')).toContainText('姓名');
  await shot(admin.page, 'identity-databases');
  const read = async (name: string): Promise<string> => {
    const href = await admin.page.getByRole('link', { name, exact: true }).getAttribute('href');
    return (await admin.page.request.get(`${admin.server.url}${href}`)).text();
  };
  expect(await read(admin.t('compared.export.csv'))).toContain('不一致：姓名');
  expect(await read(admin.t('face_rule.template.csv'))).toContain('考生编号,姓名,报考库');
  await list.getByLabel(admin.t('compared.search')).fill('2026100007');
  await expect(list.locator('[data-total="0"]')).toBeVisible(); // she does not differ: nothing is known of her
  await list.locator('button[data-result="all"]').click();
  await expect(list.locator('tr[data-number="2026100007"]')).toHaveAttribute('data-result', 'missing');
}
