import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Phone, Staff } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';
import { alarmAfter, getReady, joinReady, performers, recordFor, recover, setRule, sittingOf, start, stop, unsent, use, videoBoard, wholeTake } from './harness/video.ts';

/**
 * Whatever can stop a recording, timed from the page's own record of its alarms. The
 * times mean something on a machine that does nothing else, so it is measured; that it
 * is mended, and that nothing is lost, is tested in video-faults.spec.ts.
 */

/** Whatever stops a recording is loud on both phones and the proctor's board within so much. */
const LOUD_MS = 3_000;
/** Chromium has a cookie on the disk after so much. */
const COOKIES_MS = 32_000;

/** Lets a test have the recorder that the page made last. */
function keepRecorder(): void {
  const Real = MediaRecorder;
  window.MediaRecorder = class extends Real {
    constructor(...given: ConstructorParameters<typeof Real>) {
      super(...given);
      Object.assign(window, { newestRecorder: this });
    }
  };
}

interface Stop {
  problem: string;
  /** Does it, and is done when it has begun; the returned function mends it. */
  begin: (phone: Phone) => Promise<() => Promise<unknown>>;
  /** It begins with what the page does next, not with what is done to it. */
  later?: true;
}

/** What happens to a phone beyond what stands in the test. */
const stops: Record<string, Stop> = {
  'no data': {
    problem: 'no_data',
    begin: async (phone) => {
      const wake = await phone.freeze('video_capture.mojom.VideoCaptureService');
      return () => Promise.resolve(wake());
    },
  },
  'recorder error': {
    problem: 'recorder_error',
    begin: async (phone) => {
      await phone.page.evaluate(() => (window as unknown as { newestRecorder: MediaRecorder }).newestRecorder.stop());
      return () => Promise.resolve();
    },
  },
  // No browser here mutes a camera as a call does; the page sees what it would see.
  'track muted': {
    problem: 'track_muted',
    begin: async (phone) => {
      const mute = (muted: boolean) =>
        phone.page.getByTestId('own-1').locator('video').evaluate((video, is) => {
          for (const track of ((video as HTMLVideoElement).srcObject as MediaStream).getVideoTracks()) Object.defineProperty(track, 'muted', { value: is, configurable: true });
        }, muted);
      await mute(true);
      return () => mute(false);
    },
  },
  // Nor does it let a test make its storage small; the page is refused as by a full one.
  'storage full': {
    problem: 'storage_full',
    begin: async (phone) => {
      const full = (is: boolean) =>
        phone.page.evaluate((refuses) => {
          const store = IDBObjectStore.prototype as unknown as { put: unknown; kept?: unknown };
          store.kept ??= store.put;
          store.put = refuses
            ? () => {
                throw new DOMException('the storage is full', 'QuotaExceededError');
              }
            : store.kept;
        }, is);
      await full(true);
      return () => full(false);
    },
  },
  // The line is there and nothing of the recording gets through.
  'upload stalled': {
    problem: 'upload_stalled',
    later: true,
    begin: async (phone) => {
      await new Promise<void>((waits) => {
        void phone.page.route(/\/api\/uploads\//, () => waits()); // and waits for ever
      });
      return () => phone.page.unroute(/\/api\/uploads\//);
    },
  },
};

/** Has the board note when it shows what is wrong with a camera. */
async function listen(proctor: Staff): Promise<void> {
  await proctor.page.evaluate(() => {
    const heard: BoardAlarm[] = [];
    Object.assign(window, { heard });
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const { device, problem } = (target as HTMLElement).dataset;
        if (problem !== undefined && problem !== '') heard.push({ atMs: Date.now(), position: Number(device), problem });
      }
    }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-problem'] });
  });
}

interface BoardAlarm {
  atMs: number;
  position: number;
  problem: string;
}

/** Waits for a camera's alarm on the board and returns how long after a moment it came, in ms. */
async function boardAfter(proctor: Staff, sinceMs: number, position: 1 | 2, problem: string): Promise<number> {
  const find = async () => {
    const heard = await proctor.page.evaluate(() => (window as unknown as { heard: BoardAlarm[] }).heard);
    return heard.find((one) => one.atMs >= sinceMs && one.position === position && one.problem === problem);
  };
  await expect.poll(find, `the board shows ${problem}`).toBeDefined();
  return ((await find())?.atMs ?? NaN) - sinceMs;
}

test('whatever stops a recording is loud, mended by one button, and nothing is lost', async ({ newPhone, newStaff, screens }) => {
  test.setTimeout(600_000);
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn();
  await setRule(admin, { max_seconds: 240 });
  await admin.close(); // another browser would slow the others down
  screens.splice(screens.indexOf(admin), 1);
  const profile = mkdtempSync(path.join(tmpdir(), 'kaochang-phone-'));
  const first = await newPhone({ line: true });
  await first.page.addInitScript(keepRecorder);
  await getReady(first, performers.xu.phone);
  let second = await newPhone({ position: 2, profile });
  await joinReady(second, first);
  const joined = Date.now();
  const proctor = await newStaff({ username: 'proctor3' });
  await videoBoard(proctor, performers.xu.name);
  await listen(proctor);
  await start(first, second);
  await recordFor(first, 3);

  // The first camera is taken away, as by a call.
  let since = Date.now();
  const giveBack = await first.loseDevices();
  const loud: Record<string, number> = {
    'track ended': await alarmAfter(first, since, 'track_ended', true),
    'track ended, other phone': await alarmAfter(second, since, 'track_ended', false),
    'track ended, board': await boardAfter(proctor, since, 1, 'track_ended'),
  };
  await shot(first.page, 'video-alarm');
  await shot(second.page, 'video-alarm-second');
  await giveBack();
  await recover(first);
  await recover(second);

  // The second camera's page goes away.
  since = Date.now();
  await second.page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  loud['page hidden, other phone'] = await alarmAfter(first, since, 'page_hidden', false);
  loud['page hidden, board'] = await boardAfter(proctor, since, 2, 'page_hidden');
  await second.page.evaluate(() => {
    delete (document as { visibilityState?: unknown }).visibilityState;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await recover(second);
  await recover(first);

  for (const [what, kind] of Object.entries(stops)) {
    since = Date.now();
    const mend = await kind.begin(first);
    if (kind.later) since = Date.now();
    loud[what] = await alarmAfter(first, since, kind.problem, true);
    loud[`${what}, other phone`] = await alarmAfter(second, since, kind.problem, false);
    loud[`${what}, board`] = await boardAfter(proctor, since, 1, kind.problem);
    await mend();
    await recover(first);
    await recover(second);
  }

  // The second phone's browser dies, and is opened again with what it kept.
  await expect.poll(() => Date.now() - joined, { message: 'its cookies are on the disk', timeout: 40_000 }).toBeGreaterThan(COOKIES_MS);
  since = Date.now();
  await second.die();
  screens.splice(screens.indexOf(second), 1);
  loud['page closed, other phone'] = await alarmAfter(first, since, /gone/, false);
  loud['page closed, board'] = await boardAfter(proctor, since, 2, 'gone');
  const url = `/sittings/${sittingOf(first)}`;
  second = await newPhone({ position: 2, profile });
  await second.open(url);
  await expect(second.page.getByTestId('video')).toHaveAttribute('data-recorder', 'recording', { timeout: 40_000 });
  await recover(second);
  await recover(first);

  // The first camera's network goes: it records on, and sends what is owed on another.
  since = Date.now();
  first.line?.cut();
  loud['line cut'] = await alarmAfter(first, since, 'upload_stalled', true);
  loud['line cut, other phone'] = await alarmAfter(second, since, 'gone', false);
  loud['line cut, board'] = await boardAfter(proctor, since, 1, 'gone');
  await first.page.getByTestId('alarm').getByRole('button').first().click();
  await expect.poll(() => unsent(first), 'what is owed grows').toBeGreaterThan(200_000);
  await shot(first.page, 'video-offline');
  first.line?.restore();
  await expect.poll(() => unsent(first), { message: 'it is sent', timeout: 30_000 }).toBeLessThan(150_000);
  await recover(first);
  await recover(second);

  await stop(first);
  const take = await wholeTake(first);
  expect(take.broken).toBe(true);
  for (const { segments } of take.tracks) expect(segments.every(({ complete, bytes, have_bytes }) => complete && bytes === have_bytes)).toBe(true);
  expect(take.tracks.map(({ segments }) => segments.length >= 2)).toEqual([true, true]);
  await expect(first.page.locator('[data-gap]').first()).toBeAttached();
  await shot(first.page, 'video-gaps');
  await use(first, second);
  console.log('video-faults: ' + Object.entries(loud).map(([what, ms]) => `${what} ${ms.toFixed(0)} ms`).join(', '));
  for (const [what, ms] of Object.entries(loud)) expect(ms, what).toBeLessThan(LOUD_MS);
  await second.close();
  screens.splice(screens.indexOf(second), 1);
  rmSync(profile, { recursive: true, force: true });
});
