import { execFileSync } from 'node:child_process';
import { addMember, addPart, addRequirement, choose, foundSchool } from './harness/console.ts';
import { pdf } from './harness/files.ts';
import { chooseFile, handIn } from './harness/materials.ts';
import type { Phone, Staff } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';
import { workbook } from './harness/workbook.ts';

/**
 * Chapter 1 of the manual from an empty database: the school is set up in the
 * console alone, and a candidate does all that comes before the day.
 */

test.use({ serverCommand: 'demo', serverArgs: ['--empty'] });

const SCHOOL = '云岭大学';
const OWN = 'own words of zhao';
const EXAM = '2027 年艺术类校考';
const PHONE = '13911110001';
const NAME = '𠮷田　晴👩‍🎓'; // a character of extension B, a wide space, an emoji
const SHOWN = '𠮷田 晴👩‍🎓';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

// FEATURES: A1, A2, A3, A4, A5, A6, A7, A9, A10, A11, A12, A13, A14, A18, A19, A20, G1, I6
for (const language of ['zh-CN', 'en'] as const) {
  test(`a school sets its admission up from nothing and a candidate is ready for the day, in ${language}`, async ({ server, newPhone, newStaff }) => {
    test.setTimeout(300_000);
    const admin = await newStaff({ username: 'zhao', language });
    await foundSchool(admin, { token: await server.setUpToken(), name: SCHOOL, slug: 'yunling', password: OWN });
    await setUpSchool(admin);
    await setUpExam(admin);
    await importRoster(admin);
    await seatAll(admin);

    const phone = await newPhone({ language });
    await phone.signIn(PHONE, '/s/yunling');
    await chooseMajor(phone);
    await pay(phone);
    await announced(admin, phone);
    await materials(admin, phone);
    await timetable(phone);
    await ticket(admin, phone);
    await asked(admin, phone);
    await recorded(admin);
  });
}

async function setUpSchool(admin: Staff): Promise<void> {
  const { page } = admin;
  await admin.signIn('/staff/school', OWN);
  await page.getByLabel(admin.t('school.contact'), { exact: true }).fill('招生办 010-0000-1234');
  await page.getByRole('button', { name: admin.t('school.save') }).first().click();
  await expect(page.getByText(admin.t('school.saved'))).toBeVisible();
  for (const college of ['音乐学院', '美术学院']) {
    await page.getByLabel(admin.t('school.college_name')).fill(college);
    await page.getByRole('button', { name: admin.t('school.add_college') }).click();
    await expect(page.getByRole('row', { name: college })).toBeVisible();
  }
  await addMember(admin, { username: 'chen', name: '陈候考', role: 'steward', school: SCHOOL });
  await addMember(admin, { username: 'zhou', name: '周主考', role: 'chair', school: SCHOOL });
}

async function setUpExam(admin: Staff): Promise<void> {
  const { page } = admin;
  const t = (key: string) => admin.t(`planning.${key}`);
  await admin.open('/staff/exams');
  await page.getByRole('button', { name: t('new_exam') }).click();
  await page.getByLabel(t('exam_name')).fill(EXAM);
  await page.getByRole('button', { name: t('create') }).click();
  await expect(page.locator('[data-finding="no_major"]')).toBeVisible();
  for (const [major, college, fee] of [
    ['声乐', '音乐学院', '120'],
    ['油画', '美术学院', ''],
  ] as const) {
    await addPart(admin, 'majors', async (form) => {
      await form.getByLabel(t('column.name')).fill(major);
      await choose(form.getByRole('combobox', { name: t('column.college') }), college);
      await form.getByLabel(t('fee')).fill(fee);
    });
  }
  await addPart(admin, 'subjects', (form) => form.getByLabel(t('column.name')).fill('专业面试'));
  await addPart(admin, 'rooms', async (form) => {
    await form.getByLabel(t('column.name')).fill('第一考场');
    await choose(form.getByRole('combobox', { name: admin.t('planning.rooms.person', { n: 1 }), exact: true }), '陈候考');
    await choose(form.getByRole('combobox', { name: admin.t('planning.rooms.person', { n: 2 }), exact: true }), '周主考');
  });
  await addPart(admin, 'sessions', async (form) => {
    const tomorrow = new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10);
    await form.getByLabel(t('sessions.starts')).fill(`${tomorrow}T09:00`);
    await expect(form.getByLabel(t('sessions.ends'))).not.toHaveValue('');
  });
  await addRequirement(admin, { name: '成绩单', kind: 'file' });
}

/** Two names of one phone, with the school's only exam understood. */
async function importRoster(admin: Staff): Promise<void> {
  const { page } = admin;
  const sheet = workbook([
    ['专业', '联系电话', '姓名', '准考证号'],
    ['声乐', Number(PHONE), NAME, '2027000001'],
    ['油画', Number(PHONE), NAME, '2027000002'],
  ]);
  await admin.open('/staff/candidates');
  await page.getByRole('link', { name: admin.t('roster.to_import') }).first().click();
  await page.locator('input[type="file"]').setInputFiles({ name: '名单.xlsx', mimeType: XLSX, buffer: sheet });
  await page.getByRole('button', { name: admin.t('roster.check') }).click();
  await page.getByRole('button', { name: admin.t('roster.import', { count: 2 }) }).click();
  await expect(page.getByText(admin.t('roster.imported_counts', { new: 2, changed: 0, unchanged: 0, wrong: 0 }))).toBeVisible();
}

async function seatAll(admin: Staff): Promise<void> {
  const { page } = admin;
  await openExam(admin);
  await expect(page.locator('[data-finding="unassigned"]')).toBeVisible();
  const many = page.getByRole('group', { name: admin.t('planning.seats.many') });
  await choose(many.getByRole('combobox', { name: admin.t('planning.seats.sessions') }), /专业面试/);
  await page.keyboard.press('Escape');
  await many.getByRole('button', { name: admin.t('planning.seats.try') }).click();
  await many.getByRole('button', { name: admin.t('planning.seats.do', { count: 2 }) }).click();
  await expect(page.locator('[data-finding="unassigned"]')).toHaveCount(0);
  await shot(page, `chapter-one-exam-${admin.texts.language}`);
  await page.getByRole('button', { name: admin.t('planning.opening.open') }).click();
  await expect(page.getByText(admin.t('planning.opening.is_open'))).toBeVisible();
}

async function openExam(admin: Staff): Promise<void> {
  await admin.open('/staff/exams');
  await admin.page.getByRole('link', { name: EXAM }).click();
}

async function chooseMajor(phone: Phone): Promise<void> {
  await expect(phone.page.getByRole('heading', { name: phone.t('choose.college') })).toBeVisible();
  await shot(phone.page, `chapter-one-college-${phone.texts.language}`);
  await phone.page.getByRole('link', { name: '音乐学院' }).click();
  await expect(phone.page.getByText(SHOWN).first()).toBeVisible();
}

/** Pays at the simulated till on the same phone. */
async function pay(phone: Phone): Promise<void> {
  const { page } = phone;
  await expect(page.locator('[data-fee="due"]')).toContainText('¥120.00');
  await page.getByRole('link', { name: phone.t('fee.go') }).click();
  await expect(page.getByTestId('pay-qr')).toBeVisible();
  await page.getByRole('button', { name: phone.t('fee.on_this_phone') }).click();
  await page.getByRole('button', { name: phone.t('cashier.way.twice') }).click();
  await expect(page.getByText(phone.t('cashier.back'))).toBeVisible();
  await page.goBack();
  await page.getByRole('link', { name: phone.t('fee.enter') }).click();
  await expect(page.locator('[data-fee="paid"]')).toBeVisible();
}

/** A word of the school and one of another college: she reads the first, and never sees the second. */
async function announced(admin: Staff, phone: Phone): Promise<void> {
  await admin.open('/staff/announcements');
  for (const [title, target] of [
    ['美术学院通知', /美术学院/],
    ['考前须知', undefined],
  ] as const) {
    await admin.page.getByRole('button', { name: admin.t('announce.write') }).click();
    const form = admin.page.getByRole('dialog');
    if (target !== undefined) await choose(form.getByRole('combobox', { name: admin.t('announce.column.for') }), target);
    await form.getByLabel(admin.t('announce.column.title')).fill(title);
    await form.getByLabel(admin.t('announce.body')).fill('请提前三十分钟入场。');
    await form.getByRole('button', { name: admin.t('announce.publish') }).click();
    await expect(form).toHaveCount(0);
  }
  await expect(phone.page.getByText('美术学院通知')).toHaveCount(0);
  await phone.page.getByRole('link', { name: /考前须知/ }).click();
  await expect(phone.page.locator('article').filter({ hasText: '考前须知' })).toHaveAttribute('data-read', 'true');
  await phone.page.goBack();
}

async function materials(admin: Staff, phone: Phone): Promise<void> {
  const { page } = phone;
  await page.getByRole('link', { name: phone.t('materials.go') }).click();
  await chooseFile(phone, '成绩单', { name: '成绩单.pdf', mimeType: 'application/pdf', buffer: pdf('') });
  await expect(page.locator('[data-file="成绩单.pdf"]')).toBeVisible();
  await handIn(phone, '成绩单');
  await admin.open('/staff/review');
  await admin.page.keyboard.press('j');
  await expect(admin.page.getByRole('heading', { name: /成绩单/ })).toBeVisible();
  await admin.page.getByRole('button', { name: admin.t('review.pass') }).last().click();
  await expect(page.locator('[data-requirement="成绩单"]')).toHaveAttribute('data-state', 'passed');
  await page.getByRole('link', { name: phone.t('action.back') }).click();
}

async function timetable(phone: Phone): Promise<void> {
  await expect(phone.page.getByText('第一考场')).toBeVisible();
  await expect(phone.page.getByText('专业面试').first()).toBeVisible();
  await shot(phone.page, `chapter-one-enrolment-${phone.texts.language}`);
}

async function ticket(admin: Staff, phone: Phone): Promise<void> {
  await openExam(admin);
  const section = admin.page.getByRole('region', { name: admin.t('tickets.title') });
  const published = section.getByRole('switch', { name: admin.t('tickets.published') });
  await published.click();
  await expect(published).toBeChecked();
  await phone.page.getByRole('link', { name: phone.t('ticket.show') }).click();
  await expect(phone.page.getByTestId('ticket-qr')).toBeVisible();
  const saved = phone.page.waitForEvent('download');
  await phone.page.getByRole('link', { name: phone.t('ticket.pdf') }).click();
  const text = execFileSync('pdftotext', ['-layout', await (await saved).path(), '-'], { encoding: 'utf8' });
  expect(text).toContain('𠮷田');
  expect(text).toContain('第一考场');
  await phone.page.goBack();
}

async function asked(admin: Staff, phone: Phone): Promise<void> {
  await phone.page.getByRole('link', { name: phone.t('enquiries.go') }).click();
  await phone.page.getByLabel(phone.t('enquiries.subject')).fill('伴奏');
  await phone.page.getByLabel(phone.t('enquiries.text')).fill('可以自带伴奏吗？');
  await phone.page.getByRole('button', { name: phone.t('enquiries.send') }).click();
  await admin.open('/staff/enquiries');
  const one = admin.page.getByRole('article', { name: '伴奏' });
  await one.getByLabel(admin.t('ask.answer')).fill('可以。');
  await one.getByRole('button', { name: admin.t('ask.send'), exact: true }).click();
  await expect(phone.page.locator('article').filter({ hasText: '伴奏' })).toContainText('可以。');
}

/** All of it is in the audit, and the ledger is sound. */
async function recorded(admin: Staff): Promise<void> {
  await admin.open('/staff/audit');
  for (const kind of ['enquiry.answer', 'material.passed', 'announcement.kept', 'fee.paid', 'exam.opened']) {
    await expect(admin.page.locator(`tr[data-kind="${kind}"]`).first(), kind).toBeVisible();
  }
  await admin.page.getByRole('button', { name: admin.t('audit.check') }).click();
  await expect(admin.page.getByRole('status').filter({ hasText: /\d/ }).last()).toBeVisible();
  await expect(admin.page.getByText(admin.t('audit.tampered', { list: '' }))).toHaveCount(0);
}
