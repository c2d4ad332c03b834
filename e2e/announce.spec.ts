import { pdf, png } from './harness/files.ts';
import type { Staff } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

/** The school's word to its candidates and their questions to the school, on both sides at once. */

const PDF = pdf('');

// FEATURES: A10
test('announcements reach whom they are for, at their time, and are read', async ({ newPhone, newStaff }) => {
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/announcements');
  const { page } = admin;
  const phone = await newPhone();
  await phone.signIn('13800000001');
  await expect(phone.page.getByText(phone.t('room_info.contact')).first()).toBeVisible();
  await expect(phone.page.getByRole('region', { name: phone.t('announcements.title') })).toHaveCount(0);

  await write(admin, { title: '考前须知', body: '请提前三十分钟入场。\n详见 https://example.edu.cn/guide 。\n<b>不是粗体</b> 👩‍🎓', important: true, file: true });
  // It is on her page at once, with no reload.
  const card = phone.page.getByRole('region', { name: phone.t('announcements.title') });
  await expect(card).toContainText('考前须知');
  await expect(card).toContainText(phone.t('announcements.unread', { count: 1 }));
  await write(admin, { title: '传媒学院通知', body: '只给传媒学院。', target: /传媒学院/ });
  await write(admin, { title: '艺术学院通知', body: '只给艺术学院。', target: /艺术学院/ });
  await expect(card).toContainText('艺术学院通知');
  await expect(card).not.toContainText('传媒学院通知');
  await shot(phone.page, 'announcements-card');

  await phone.page.getByRole('link', { name: /考前须知/ }).click();
  const one = phone.page.locator('article').filter({ hasText: '考前须知' });
  await expect(one).toContainText('<b>不是粗体</b>'); // text, never HTML
  await expect(one.getByRole('link', { name: 'https://example.edu.cn/guide' })).toBeVisible();
  const saved = phone.page.waitForEvent('download');
  await one.getByRole('link', { name: /须知\.pdf/ }).click();
  expect((await saved).suggestedFilename()).toBe('须知.pdf');
  await expect(one).toHaveAttribute('data-read', 'true');
  await shot(phone.page, 'announcements');
  const row = page.locator('tr[data-announcement="考前须知"]');
  await expect(row).toContainText(/\b1 \/ \d/);
  await shot(page, 'announce');
  await row.getByRole('button', { name: admin.t('readers.title', { title: '考前须知' }) }).click();
  const who = page.getByRole('dialog');
  await expect(who.getByText('王子轩')).toBeVisible();
  await expect(who.getByText('林晓雨')).toHaveCount(0); // she has read it
  await shot(page, 'announce-readers');
  await who.getByText(admin.t('readers.read.yes'), { exact: true }).click();
  await expect(who.getByText('林晓雨')).toBeVisible();
  await expect(who.locator('tr[data-number]')).toHaveCount(1);
  const list = page.waitForEvent('download');
  await who.getByRole('link', { name: admin.t('export.xlsx') }).click();
  expect((await list).suggestedFilename()).toMatch(/^readers-\d{8}-\d{4}\.xlsx$/);
  await page.keyboard.press('Escape');

  // Not before its time: the clock shows it, nobody presses anything.
  const soon = new Date(Date.now() + 10_000);
  await publishAt(admin, '定时通知', soon);
  await expect(page.locator('tr[data-announcement="定时通知"]')).toContainText(admin.t('announce.state.scheduled'));
  await expect(phone.page.getByText('定时通知')).toHaveCount(0);
  await expect(phone.page.getByText('定时通知')).toBeVisible({ timeout: 45_000 });
  expect(Date.now(), 'when it was seen').toBeGreaterThanOrEqual(soon.getTime());

  // A withdrawn one is gone at once.
  await page.getByRole('button', { name: admin.t('announce.withdraw_named', { title: '考前须知' }) }).click();
  await page.getByRole('dialog').getByLabel(admin.t('announce.reason')).fill('时间写错');
  await page.getByRole('dialog').getByRole('button', { name: admin.t('announce.withdraw'), exact: true }).click();
  await expect(row).toContainText(admin.t('announce.state.withdrawn'));
  await expect(phone.page.getByText('考前须知')).toHaveCount(0);
});

// FEATURES: A20
for (const language of ['zh-CN', 'en'] as const) {
  test(`a candidate asks the school and reads the answer, in ${language}`, async ({ newPhone, newStaff }) => {
    const phone = await newPhone({ language });
    await phone.signIn('13800000002');
    await phone.page.getByRole('link', { name: phone.t('enquiries.go') }).click();
    await phone.page.getByLabel(phone.t('enquiries.subject')).fill('能换时间吗');
    await phone.page.getByLabel(phone.t('enquiries.text')).fill('我当天下午有另一场考试。');
    const form = phone.page.locator('form').filter({ has: phone.page.getByLabel(phone.t('enquiries.subject')) });
    for (const name of ['课表.png', '通知.png', '日程.png']) {
      await form.locator('input[type="file"]').setInputFiles({ name, mimeType: 'image/png', buffer: png(80, 60) });
      await expect(form.getByRole('img', { name })).toBeVisible();
    }
    await expect(form.getByText(phone.t('enquiries.photos_full', { most: 3 }))).toBeVisible(); // a fourth has no place
    await form.getByRole('button', { name: phone.t('enquiries.drop_photo', { name: '日程.png' }) }).click();
    await form.locator('input[type="file"]').setInputFiles({ name: '不是照片.png', mimeType: 'image/png', buffer: PDF });
    await expect(form.getByText(phone.t('enquiries.photo_refused'))).toBeVisible();
    await shot(phone.page, `enquiry-photos-${language}`);
    await phone.page.getByRole('button', { name: phone.t('enquiries.send') }).click();
    const talk = phone.page.locator('article').filter({ hasText: '能换时间吗' });
    await expect(talk).toHaveAttribute('data-state', 'open');
    await expect(talk.getByRole('img')).toHaveCount(2);

    const admin = await newStaff({ username: 'admin', language });
    await admin.signIn('/staff/enquiries');
    const asked = admin.page.getByRole('article', { name: '能换时间吗' });
    await expect(asked).toContainText('王子轩');
    await expect(asked.getByRole('img')).toHaveCount(2);
    expect(await asked.getByRole('img').first().evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(80);
    await admin.page.getByRole('button', { name: admin.t('canned.manage') }).click();
    const canned = admin.page.getByRole('dialog');
    await canned.getByLabel(admin.t('canned.name')).fill('可以换');
    await canned.getByLabel(admin.t('canned.text')).fill('可以，改到上午。');
    await canned.getByRole('button', { name: admin.t('canned.add') }).click();
    await expect(canned.getByRole('row')).toHaveCount(1);
    await shot(admin.page, `canned-${language}`);
    await admin.page.keyboard.press('Escape');
    await asked.getByLabel(admin.t('ask.answer')).focus();
    await asked.getByRole('button', { name: admin.t('canned.insert') }).click();
    await admin.page.getByRole('menuitem', { name: '可以换' }).click();
    await expect(asked.getByLabel(admin.t('ask.answer'))).toHaveValue('可以，改到上午。');
    await expect(asked).toContainText(admin.t('ask.claimed', { name: '赵教务' }));
    await shot(admin.page, `questions-${language}`);
    await asked.getByRole('button', { name: admin.t('ask.send'), exact: true }).click();
    await expect(asked).toHaveCount(0); // it waits no more

    await expect(talk).toContainText('可以，改到上午。');
    await shot(phone.page, `enquiries-${language}`);
    await talk.getByLabel(phone.t('enquiries.more')).fill('谢谢！');
    await talk.getByRole('button', { name: phone.t('enquiries.add') }).click();
    await expect(asked).toContainText('谢谢！'); // and is asked again
  });
}

interface Word {
  title: string;
  body: string;
  target?: RegExp;
  important?: boolean;
  file?: boolean;
}

async function write(admin: Staff, word: Word): Promise<void> {
  const { page } = admin;
  await page.getByRole('button', { name: admin.t('announce.write') }).click();
  const form = page.getByRole('dialog');
  if (word.target !== undefined) {
    await form.getByRole('combobox', { name: admin.t('announce.column.for') }).click();
    await page.getByRole('option', { name: word.target }).click();
  }
  await form.getByLabel(admin.t('announce.column.title')).fill(word.title);
  await form.getByLabel(admin.t('announce.body')).fill(word.body);
  if (word.important === true) await form.getByLabel(admin.t('announce.important_hint')).check();
  if (word.file === true) {
    await form.locator('input[type="file"]').setInputFiles({ name: '须知.pdf', mimeType: 'application/pdf', buffer: PDF });
    await expect(form.getByText('须知.pdf')).toBeVisible();
  }
  await form.getByRole('button', { name: admin.t('announce.publish') }).click();
  await expect(form).toHaveCount(0);
}

/** A form takes whole minutes, so what is due in seconds is asked for as the form does it. */
async function publishAt(admin: Staff, title: string, at: Date): Promise<void> {
  const { school } = (await (await admin.page.request.get(`${admin.server.url}/api/me`)).json()) as { school: { id: string } };
  const answer = await admin.page.request.post(`${admin.server.url}/api/announcements`, {
    headers: { 'X-Kaochang': '1' },
    data: { kind: 'school', scope_id: school.id, title, body: '到点才能看到。', visible_from: at.toISOString() },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  await admin.open('/staff/announcements');
}
