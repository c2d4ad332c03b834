import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import {
  accept, end, inPhase, invite, joinSecondByLink, joinSecondBySigningIn, pairingCode, shows, startSecond, startWaiting, takePosition, wait,
} from './harness/steps.ts';
import { candidates, type Phone, type Staff } from './harness/people.ts';
import type { Server } from './harness/server.ts';
import { expect, test } from './harness/test.ts';

const { lin } = candidates;

/** Every browser is back by itself within so much. */
const BACK_MS = 10_000;

// FEATURES: J3, B2
test('a reload, a second phone lost and a changed first phone keep the sitting', async ({ newPhone, newStaff }) => {
  test.setTimeout(240_000);
  const first = await newPhone();
  await first.signIn(lin.phone);
  await first.page.reload();
  await first.page.getByRole('link', { name: first.t('room_info.enter') }).click();
  await takePosition(first, 1);
  await first.page.reload(); // in check-in: the preview is there again
  await expect(first.page.getByRole('button', { name: first.t('preview.enter_waiting') })).toBeEnabled();
  await startWaiting(first);
  await first.page.reload();
  await inPhase(first, 'waiting');

  const lost = await newPhone({ position: 2, own: true });
  await joinSecondByLink(lost, await pairingCode(first));
  await shows(first, 'own-2', 'second');
  await lost.page.reload();
  await startSecondAgain(lost);
  await shows(first, 'own-2', 'second');
  await lost.die();
  await expect(first.page.getByText(first.t('waiting.second_lost'))).toBeVisible();
  const second = await newPhone({ position: 2 });
  await joinSecondByLink(second, await pairingCode(first));
  await shows(first, 'own-2', 'second');

  const chair = await newStaff({ username: 'chair' });
  await chair.signIn();
  await invite(chair, lin.name);
  await expect(first.page.getByTestId('invitation')).toBeVisible();
  await first.page.reload();
  await accept(first);
  await pictures(first, second, chair);
  for (const screen of [first, second, chair]) await screen.page.reload();
  await startSecondAgain(second);
  await pictures(first, second, chair);

  const other = await newPhone({ position: 1 });
  await other.signIn(lin.phone);
  await other.page.getByRole('link', { name: other.t('room_info.return') }).click();
  await other.page.locator('button[data-position="1"]').click();
  await other.page.getByRole('dialog').getByRole('button', { name: other.t('take_over.confirm') }).click();
  await expect(first.page.getByTestId('replaced')).toBeVisible();
  await inPhase(other, 'interviewing');
  await pictures(other, second, chair);
  await end(chair);
  await expect(other.page.getByTestId('over')).toBeVisible();
  await expect(second.page.getByTestId('over')).toBeVisible();
  await second.page.reload();
  await expect(second.page.getByTestId('over')).toBeVisible();
});

// FEATURES: J4
test('a server that is killed in mid-interview is back with everybody in it', async ({ newPhone, newStaff, server }) => {
  test.setTimeout(240_000);
  const { first, second, chair } = await interviewing(newPhone, newStaff);
  await server.kill9();
  await server.restart();
  const since = Date.now();
  await pictures(first, second, chair);
  const took = Date.now() - since;
  expect(took, 'milliseconds until every picture moves again').toBeLessThan(BACK_MS);
  for (const phone of [first, second]) await inPhase(phone, 'interviewing');
  await expect.poll(() => piecesBegunAfter(server, since), { message: 'the recorder goes on', timeout: BACK_MS }).toBeGreaterThanOrEqual(2);
  await end(chair);
  await expect(first.page.getByTestId('over')).toBeVisible();
  await joinedFiles(server);
});

test('a line that is cut for half a minute comes back by itself, and the panel is told', async ({ newPhone, newStaff, server }) => {
  test.setTimeout(240_000);
  const { first, second, chair } = await interviewing((options) => newPhone({ ...options, line: options?.position !== 2 }), newStaff);
  first.line?.cut();
  const cutAt = Date.now();
  const gone = chair.t('notice.camera_lost', { name: lin.name, camera: chair.t('position.1') });
  await expect(chair.page.getByText(gone).first()).toBeVisible({ timeout: 5_000 });
  await expect(second.page.getByText(second.t('second.first_lost'))).toBeVisible();
  await expect.poll(() => Date.now() - cutAt, { timeout: 40_000, intervals: [500] }).toBeGreaterThan(30_000);
  first.line?.restore();
  const since = Date.now();
  await pictures(first, second, chair);
  expect(Date.now() - since, 'milliseconds until every picture moves again').toBeLessThan(BACK_MS);
  await end(chair);
  await expect(first.page.getByTestId('over')).toBeVisible();
  await expect(second.page.getByTestId('over')).toBeVisible();
  await joinedFiles(server);
});

/** Both phones and the chair in an interview, all pictures seen. */
async function interviewing(
  newPhone: (options?: { position?: 1 | 2 }) => Promise<Phone>,
  newStaff: (options: { username: 'chair' }) => Promise<Staff>,
): Promise<{ first: Phone; second: Phone; chair: Staff }> {
  const first = await newPhone({ position: 1 });
  await wait(first, lin.phone);
  const second = await newPhone({ position: 2 });
  await joinSecondBySigningIn(second, lin.phone);
  const chair = await newStaff({ username: 'chair' });
  await chair.signIn();
  await invite(chair, lin.name);
  await accept(first);
  await pictures(first, second, chair);
  return { first, second, chair };
}

/** Everybody sees whom she should, and it moves. */
async function pictures(first: Phone, second: Phone, chair: Staff): Promise<void> {
  await shows(chair, 'camera-1', 'first');
  await shows(chair, 'camera-2', 'second');
  await shows(first, 'panel-member', 'chair');
  await expect(second.page.getByText(second.t('second.sending'))).toBeVisible();
}

/** After a reload the second phone goes on by itself, or asks once more to start. */
async function startSecondAgain(second: Phone): Promise<void> {
  const start = second.page.getByRole('button', { name: second.t('preview.start_second') });
  const sending = second.page.getByText(second.t('second.sending'));
  await expect(start.or(sending).first()).toBeVisible();
  if (await start.isVisible()) await startSecond(second);
  await expect(sending).toBeVisible();
}

/** How many pieces of the cameras' pictures have begun after a moment; their names say when. */
function piecesBegunAfter(server: Server, sinceMs: number): number {
  return readdirSync(server.file('recordings'), { recursive: true, encoding: 'utf8' }).filter((name) => {
    const begun = /\/[12]_video_\d+_\d+_(\d+)\.webm/.exec(name)?.[1];
    return begun !== undefined && Number(begun) > sinceMs;
  }).length;
}

/** Both cameras' files are joined and ffprobe accepts them, gap and all. */
async function joinedFiles(server: Server): Promise<void> {
  const files = () =>
    readdirSync(server.file('recordings'), { recursive: true, encoding: 'utf8' }).filter((name) => /joined_[12]\.webm$/.test(name));
  await expect.poll(files, { message: 'joined recordings', timeout: 30_000 }).toHaveLength(2);
  for (const name of files()) {
    const probed = execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', path.join(server.file('recordings'), name)]);
    expect(Number(probed.toString()), `length of ${name}`).toBeGreaterThan(3);
  }
}
