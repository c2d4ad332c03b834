import { candidates } from './harness/people.ts';
import { picture } from './harness/steps.ts';
import { expect, test } from './harness/test.ts';

/** On two rosters, in two colleges, with two exams and two majors. */
const undecided = '13800000004';

// FEATURES: A3, A4, A5
test('who is on several rosters chooses school, college, exam and major, each only where there is a choice', async ({ newPhone }) => {
  const phone = await newPhone();
  await phone.signIn(undecided, '/');
  const { page } = phone;
  const title = (key: string) => expect(page.getByRole('heading', { name: phone.t(key) })).toBeVisible();
  await title('choose.school');
  await expect(page.getByRole('link', { name: '海滨艺术学院' })).toBeVisible();
  await picture(phone, 'choose-school');
  await page.getByRole('link', { name: '云岭大学' }).click();
  await title('choose.college');
  await page.getByRole('link', { name: '艺术学院' }).click();
  await title('choose.exam');
  await page.getByRole('link', { name: /远程面试/ }).click();
  await title('choose.major');
  await expect(page.getByRole('link', { name: '戏剧导演' })).toHaveCount(0); // of the other exam
  await picture(phone, 'choose-major');
  await page.getByRole('link', { name: '表演' }).click();
  await expect(page.getByText(phone.t('room_info.no_sitting'))).toBeVisible();

  // The other school has one of each: nothing more is asked.
  await phone.open('/choose');
  await page.getByRole('link', { name: '海滨艺术学院' }).click();
  await expect(page.getByText('声乐')).toBeVisible();
  await expect(page.getByText(phone.t('room_info.no_sitting'))).toBeVisible();

  // Who is on one roster alone sees nothing of the other school.
  const lin = await newPhone();
  await lin.signIn(candidates.lin.phone, '/');
  await expect(lin.page.getByRole('link', { name: lin.t('room_info.enter') })).toBeVisible();
  await expect(lin.page.getByText('海滨艺术学院')).toHaveCount(0);
});

// FEATURES: A1
test('an administrator prints the poster, and its link is a page that can be installed', async ({ newPhone, newStaff, server }) => {
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/poster');
  const link = `${server.url}/s/demo`;
  await expect(admin.page.getByText(link, { exact: true })).toBeVisible();
  await expect(admin.page.getByRole('img', { name: new RegExp(link) })).toBeVisible();
  await picture(admin, 'poster');
  const phone = await newPhone();
  await phone.page.goto(link);
  await expect(phone.page.getByLabel(phone.t('sign_in.phone'))).toBeVisible();
  const manifest = await phone.page.evaluate(async () => {
    const address = document.querySelector<HTMLLinkElement>('link[rel="manifest"]')?.href ?? '';
    return (await (await fetch(address)).json()) as { display: string; start_url: string; icons: { sizes: string }[] };
  });
  expect(manifest.display).toBe('standalone');
  expect(manifest.icons.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(['192x192', '512x512']));
});
