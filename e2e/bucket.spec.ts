import { Bucket } from './harness/bucket.ts';
import { addRequirement } from './harness/console.ts';
import { shot } from './harness/shot.ts';
import { expect, test as base } from './harness/test.ts';

/** Files in an S3 bucket that goes away while a film is sent: the page waits, goes on, and the reviewer sees it. */

const CANDIDATE = '13800000005';
const EXAM = '2026 年艺术类校考';

const test = base.extend<{ bucket: Bucket }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright wants it so
  bucket: async ({}, use) => {
    const bucket = await Bucket.open();
    await use(bucket);
    await bucket.close();
  },
  serverArgs: async ({ bucket }, use) => use(bucket.flags),
});

// FEATURES: A11
test('a film goes on where it stood when the bucket is back, and is played from there', async ({ bucket, newPhone, newStaff }) => {
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/exams');
  await admin.page.getByRole('link', { name: EXAM }).click();
  await addRequirement(admin, { name: '才艺视频', kind: 'video' });
  const before = bucket.kept(); // the demo's papers

  const phone = await newPhone();
  const { page } = phone;
  await phone.signIn(CANDIDATE);
  await page.getByRole('link', { name: phone.t('materials.go') }).click();
  await page.route('**/api/uploads/*', async (route) => {
    await new Promise((next) => setTimeout(next, 1_000)); // a slow line
    await route.continue();
  });
  const film = Buffer.concat([Buffer.from('1a45dfa3934282887765626d', 'hex'), Buffer.alloc(9 << 20)]);
  await page.locator('[data-requirement="才艺视频"] input[type="file"]').last().setInputFiles({ name: '独唱.webm', mimeType: 'video/webm', buffer: film });
  const sending = page.locator('[data-sending="独唱.webm"]');
  await expect(sending).toContainText(/[1-9]\d%/);
  await bucket.goAway();
  await expect(sending.getByText(phone.t('materials.waiting', { percent: 0 }).split('（')[0] ?? '')).toBeVisible();
  await shot(page, 'bucket-away');
  expect(bucket.kept()).toEqual(before);
  await bucket.comeBack();
  await expect(page.locator('[data-file="独唱.webm"]')).toBeVisible({ timeout: 60_000 });
  expect(bucket.kept()).toHaveLength(before.length + 1);
  const one = page.locator('[data-requirement="才艺视频"]');
  await one.getByRole('button', { name: phone.t('materials.hand_in') }).click();
  await expect(one).toHaveAttribute('data-state', 'pending');

  await admin.open('/staff/review');
  await expect(admin.page.getByRole('heading', { name: /才艺视频/ })).toBeVisible();
  const source = await admin.page.locator('video').first().getAttribute('src');
  const answer = await admin.page.request.get(admin.server.url + (source ?? ''), { headers: { Range: 'bytes=4-11' } });
  expect(answer.status()).toBe(206);
  expect((await answer.body()).toString('hex')).toBe(film.subarray(4, 12).toString('hex'));
});
