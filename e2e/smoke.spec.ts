import { clipShown, plays } from './harness/clip.ts';
import { candidates } from './harness/people.ts';
import type { Screen } from './harness/screen.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

for (const language of ['zh-CN', 'en'] as const) {
  test(`a candidate finds the sign-in in ${language}`, async ({ newPhone }) => {
    const phone = await newPhone({ language });
    await phone.open('/s/demo');
    await expect(phone.page.locator('html')).toHaveAttribute('lang', language);
    await expect(phone.page.getByLabel(phone.t('sign_in.phone'))).toBeVisible();
    await expect(phone.page.getByRole('button', { name: phone.t('sign_in.send') })).toBeEnabled();
    await shot(phone.page, `sign-in-${language}`);
  });

  test(`staff find the sign-in in ${language}`, async ({ newStaff }) => {
    const staff = await newStaff({ username: 'chair', language });
    await staff.open('/staff/');
    await expect(staff.page.getByRole('heading', { name: staff.t('sign_in.title') })).toBeVisible();
    await expect(staff.password()).toBeVisible();
    await shot(staff.page, `staff-sign-in-${language}`);
  });
}

test('people sign in, and are still signed in after the server was killed', async ({ server, newPhone, newStaff }) => {
  const phone = await newPhone();
  const chair = await newStaff({ username: 'chair' });
  await phone.signIn(candidates.lin.phone);
  await chair.signIn();
  // Both are where they belong, with all of their page; what a cut while loading does is lazy-page's story.
  await expect(phone.page.getByRole('link', { name: phone.t('room_info.enter') })).toBeVisible();
  await expect(chair.page.getByText(chair.t('stage.not_yet.title'))).toBeVisible();
  for (const screen of [phone, chair]) await screen.page.waitForLoadState('networkidle');
  await server.kill9();
  await server.restart();
  for (const screen of [phone, chair]) {
    const me = await screen.page.request.get(`${server.url}/api/me`);
    expect(me.status(), `${screen.name} asks who it is`).toBe(200);
  }
});

test('a camera shows its own clip, and a refused one nothing', async ({ newPhone }) => {
  const first = await newPhone({ position: 1 });
  const second = await newPhone({ position: 2 });
  const refused = await newPhone({ camera: 'denied' });
  expect(await openCamera(first)).toBe('opened');
  expect(await openCamera(second)).toBe('opened');
  expect(await openCamera(refused)).toBe('NotAllowedError');
  await expect.poll(() => clipShown(first.page.locator('#own'))).toBe('first');
  await expect.poll(() => clipShown(second.page.locator('#own'))).toBe('second');
  expect(await plays(first.page.locator('#own'))).toBe(true);
});

test('a phone whose line is cut hears nothing, the others go on', async ({ server, newPhone }) => {
  const cut = await newPhone({ line: true });
  const other = await newPhone();
  const asks = (screen: Screen) =>
    screen.page.evaluate(() => fetch('/api/public/config', { signal: AbortSignal.timeout(3000) }).then((a) => a.status, () => 0));
  await cut.open('/s/demo');
  await other.open('/s/demo');
  expect(await asks(cut)).toBe(200);
  expect(cut.line?.connections).toBeGreaterThan(0);
  cut.line?.cut();
  expect([await asks(cut), await asks(other)]).toEqual([0, 200]);
  cut.line?.restore();
  expect(await asks(cut)).toBe(200);
  cut.line?.stall();
  expect([await asks(cut), await asks(other)]).toEqual([0, 200]);
  cut.line?.restore();
  expect(await asks(cut)).toBe(200);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
});

/** Opens the camera on a page of the server's origin; what came of it. */
async function openCamera(screen: Screen): Promise<string> {
  await screen.open('/healthz');
  return await screen.page.evaluate(async () => {
    try {
      const video = document.createElement('video');
      video.id = 'own';
      video.muted = true;
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
      document.body.append(video);
      await video.play();
      return 'opened';
    } catch (error) {
      return (error as Error).name;
    }
  });
}
