import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Locator } from '@playwright/test';
import type { Phone, Staff } from './people.ts';
import { beganAtMs, framesOf, sightsOf } from './numbers.ts';
import { plan, send, sessionOf } from './session.ts';
import { enterRoom, inPhase, isIn, pairingCode, takePosition } from './steps.ts';

/** What people of a video exam do, and what the server has of it. */

/** Candidates of the demo's video exam. */
export const performers = {
  xu: { phone: '13800000009', name: '许念安' },
  he: { phone: '13800000010', name: '何秋水' },
} as const;

interface Track {
  position: 1 | 2;
  offset_ms: number;
  duration_ms: number;
  joined: string;
  url: string;
  gaps: { from_ms: number; to_ms: number }[];
  segments: { bytes: number; have_bytes: number; complete: boolean }[];
}

export interface Take {
  id: string;
  number: number;
  state: string;
  stop?: string;
  broken: boolean;
  incomplete: boolean;
  starts_at: string;
  stopped_at?: string;
  skew_ms?: number | null;
  tracks: Track[];
}

export interface VideoState {
  phase: string;
  tries_left: number;
  blocked: string[];
  take?: Take;
  takes: Take[];
}

/** An alarm as the page itself has noted it: when, on the machine's clock, and of what. */
export interface Alarm {
  atMs: number;
  position: 1 | 2;
  own: boolean;
  problem: string;
}

/** The sitting whose page a phone shows. */
export function sittingOf(phone: Phone): string {
  return new URL(phone.page.url()).pathname.split('/')[2] ?? '';
}

/** What the server says of a phone's sitting. */
export async function stateOf(phone: Phone): Promise<VideoState> {
  const answer = await phone.context.request.get(`${phone.server.url}/api/sittings/${sittingOf(phone)}/video`);
  return (await answer.json()) as VideoState;
}

/** Sets when the video session ends, and that both cameras are needed. */
export async function endAt(admin: Staff, ends: Date): Promise<void> {
  const until = ends.toISOString();
  await plan(admin, 'video', { ends_at: until, entry_closes_at: until, second_camera: 'required' });
}

/** Sets how the candidates of the video session record themselves; both cameras are needed. */
export async function setRule(admin: Staff, rule: { tries?: number; min_seconds?: number; max_seconds?: number; reading_seconds?: number; broken_costs?: boolean }): Promise<void> {
  await endAt(admin, new Date(Date.now() + 3 * 3_600_000));
  const { id } = await sessionOf(admin, 'video');
  const all = { tries: 3, min_seconds: 3, max_seconds: 120, reading_seconds: 0, grace_minutes: 10, draw_question: false, broken_costs: false, ...rule };
  await send(admin, 'put', `/api/sessions/${id}/video-rule`, all);
}

/** From the sign-in to where the first camera may record. */
export async function getReady(phone: Phone, number: string): Promise<void> {
  await phone.signIn(number);
  await enterRoom(phone);
  await takePosition(phone, 1);
  await phone.page.getByRole('button', { name: phone.t('preview.get_ready') }).click();
  await inPhase(phone, 'ready');
}

/** Joins the second camera by the code that the first one shows. */
export async function joinReady(second: Phone, first: Phone): Promise<void> {
  await second.open(`/pair/${await pairingCode(first)}`);
  await second.page.getByRole('button', { name: second.t('pair.join') }).click();
  await second.page.getByRole('button', { name: second.t('preview.start_second') }).click();
  await expect(second.page.getByTestId('video')).toBeVisible();
  await expect(first.page.getByRole('dialog')).toHaveCount(0);
}

/**
 * Presses a button until it has done what it is for; an alarm that lies above it is
 * answered first, as a person does: on a busy machine one may come at any moment.
 */
async function press(phone: Phone, button: Locator, done: () => Promise<boolean>): Promise<void> {
  const alarm = phone.page.getByTestId('alarm');
  await expect(async () => {
    if (await done()) return; // pressed, though the page was slow to say so
    // The alarm may go by itself between the look and the press.
    if (await alarm.isVisible()) await alarm.getByRole('button').last().click({ timeout: 1_500 }).catch(() => undefined);
    await button.click({ timeout: 3_000 });
    await expect.poll(done, { timeout: 3_000 }).toBe(true);
  }).toPass({ timeout: 40_000 });
}

/** Presses 开始录制 as soon as nothing blocks it; both phones record. */
export async function start(first: Phone, second: Phone): Promise<void> {
  const recorder = () => first.page.getByTestId('video').getAttribute('data-recorder');
  await press(first, first.page.getByRole('button', { name: first.t('video.ready.start') }), async () => (await recorder()) === 'recording');
  await expect(second.page.getByTestId('video')).toHaveAttribute('data-recorder', 'recording');
}

/** Presses 结束录制 as soon as the take is long enough. */
export async function stop(first: Phone): Promise<void> {
  const player = first.page.getByTestId('player');
  await press(first, first.page.getByRole('button', { name: first.t('video.recording.stop') }), () => player.isVisible());
}

/**
 * Stops a take, or records another in its place, as the page's button does. For what is
 * measured on a busy machine, where an alarm may lie above the button at any moment.
 */
export async function decide(first: Phone, what: 'stop' | 'again'): Promise<void> {
  const { take } = await stateOf(first);
  const answer = await first.context.request.post(`${first.server.url}/api/sittings/${sittingOf(first)}/video/takes/${take?.id}/${what}`, { headers: { 'X-Kaochang': '1' } });
  expect(answer.ok(), `${what}: ${answer.status()} ${await answer.text()}`).toBe(true);
}

/** Waits until a take has run for so many seconds by the server's record. */
export async function recordFor(first: Phone, seconds: number): Promise<void> {
  const { take } = await stateOf(first);
  const until = Date.parse(take?.starts_at ?? '') + seconds * 1000;
  await expect.poll(() => Date.now(), { message: `${seconds} s of the take`, timeout: (seconds + 20) * 1000, intervals: [200] }).toBeGreaterThan(until);
}

/** Puts the take aside for another one, asked once: it costs a try, and says how many are left; none where something broke it. */
export async function again(first: Phone, left?: number): Promise<void> {
  const dialog = first.page.getByRole('dialog');
  await press(first, first.page.getByRole('button', { name: first.t('video.preview.again') }), () => dialog.isVisible());
  await expect(dialog).toContainText(left === undefined ? first.t('video.preview.again_free') : first.t('video.preview.again_text', { left }));
  await press(first, dialog.getByRole('button', { name: first.t('video.preview.again_confirm') }), () => isIn(first, 'ready'));
}

/** How many bytes a phone's page says that it still has to send. */
export async function unsent(phone: Phone): Promise<number> {
  return Number(await phone.page.getByTestId('video').getAttribute('data-unsent'));
}

/** The phone's network goes while it records on, and comes back when much is owed; all of it is sent then. */
export async function outage(phone: Phone): Promise<void> {
  phone.line?.cut();
  await expect.poll(() => unsent(phone), { message: 'what is owed grows', timeout: 30_000 }).toBeGreaterThan(200_000);
  phone.line?.restore();
  await expect.poll(() => unsent(phone), { message: 'it is sent', timeout: 40_000 }).toBeLessThan(150_000);
}

/** A proctor opens the board of the video exam; returns the card of a candidate. */
export async function videoBoard(proctor: Staff, name: string): Promise<Locator> {
  await proctor.signIn();
  const enter = proctor.page.getByRole('link', { name: proctor.t('sessions.enter.proctor') });
  const card = proctor.page.locator(`[data-candidate="${name}"]`);
  await expect(enter.or(card).first()).toBeVisible();
  if (await enter.first().isVisible()) await enter.first().click();
  await expect(card).toBeVisible();
  return card;
}

/** Takes one of a candidate's steps on the board, which owes a reason. */
export async function stepOf(proctor: Staff, name: string, kind: string, reason: string): Promise<void> {
  await proctor.page.getByRole('button', { name: proctor.t('proctor.more_of', { name }) }).click();
  await proctor.page.getByRole('menuitem', { name: proctor.t(`video.step.${kind}`, { name }) }).click();
  const dialog = proctor.page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: proctor.t('proctor.confirm') })).toBeDisabled();
  await dialog.getByLabel(proctor.t('proctor.reason')).fill(reason);
  await dialog.getByRole('button', { name: proctor.t('proctor.confirm') }).click();
  await expect(dialog).toHaveCount(0);
}

/**
 * By how many seconds two cameras are apart on the time line of a take, while a player
 * shows both: each film begins at its own first frame.
 */
export async function apart(player: Locator, take: Take): Promise<number> {
  const times = await player.locator('video').evaluateAll((all) => all.map((one) => (one as HTMLVideoElement).currentTime));
  const [first, second] = take.tracks.map(({ offset_ms: offset }, n) => (times[n] ?? NaN) + offset / 1000);
  return Math.abs((first ?? NaN) - (second ?? NaN));
}

/** Uses the take, asked once, and waits for the end on both phones. */
export async function use(first: Phone, second: Phone): Promise<void> {
  const dialog = first.page.getByRole('dialog');
  await press(first, first.page.getByRole('button', { name: first.t('video.preview.use'), exact: true }), () => dialog.isVisible());
  await press(first, dialog.getByRole('button', { name: first.t('video.preview.use_confirm') }), async () => !(await isIn(first, 'previewing')));
  for (const phone of [first, second]) await expect(phone.page.getByTestId('over')).toBeVisible({ timeout: 40_000 });
}

/** The alarms that a page has given since a moment. */
export async function alarms(phone: Phone, sinceMs: number): Promise<Alarm[]> {
  const all = await phone.page.evaluate(() =>
    performance.getEntriesByName('video.alarm').map((mark) => ({ atMs: performance.timeOrigin + mark.startTime, ...((mark as PerformanceMark).detail as object) })),
  );
  return (all as Alarm[]).filter(({ atMs }) => atMs >= sinceMs);
}

/** Waits for an alarm and returns how long after a moment it was given, in ms. */
export async function alarmAfter(phone: Phone, sinceMs: number, problem: string | RegExp, own: boolean): Promise<number> {
  const find = async () => (await alarms(phone, sinceMs)).find((one) => one.own === own && (typeof problem === 'string' ? one.problem === problem : problem.test(one.problem)));
  await expect.poll(find, `${phone.name} hears of ${String(problem)}`).toBeDefined();
  return ((await find())?.atMs ?? NaN) - sinceMs;
}

/** Presses the alarm's one button until no alarm is left and the phone records. */
export async function recover(phone: Phone): Promise<void> {
  const alarm = phone.page.getByTestId('alarm');
  await expect(async () => {
    if (await alarm.isVisible()) await alarm.getByRole('button').first().click({ timeout: 2_000 });
    await expect(alarm).toHaveCount(0, { timeout: 1_500 });
    await expect(phone.page.getByTestId('video')).toHaveAttribute('data-recorder', 'recording', { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
}

/** The current take once the server has verified every piece of both cameras. */
export async function wholeTake(phone: Phone): Promise<Take> {
  const whole = async () => (await stateOf(phone)).take?.tracks.map(({ segments }) => segments.length > 0 && segments.every(({ complete }) => complete));
  await expect.poll(whole, { message: 'both cameras are verified', timeout: 60_000 }).toEqual([true, true]);
  return (await stateOf(phone)).take as Take;
}

/** A track's file, fetched as the candidate's own page does. */
export async function fileOf(phone: Phone, track: Track): Promise<string> {
  const answer = await phone.context.request.get(phone.server.url + track.url);
  expect(answer.status(), track.url).toBe(200);
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'kaochang-take-')), `camera-${track.position}.webm`);
  writeFileSync(file, await answer.body());
  return file;
}

/**
 * By how much the second camera's picture is later than the first's where the players
 * show both at once, in ms, read off the pictures: each phone has written down when its
 * camera showed which frame (beginWatching). So neither our clocks nor our marks count.
 */
export async function skewOf(first: Phone, second: Phone): Promise<number> {
  const take = await wholeTake(first);
  const origins: number[] = [];
  for (const [n, phone] of [first, second].entries()) {
    const track = take.tracks.find(({ position }) => position === n + 1) as Track;
    const frames = framesOf(await fileOf(phone, track));
    const began = beganAtMs(frames, await sightsOf(phone.page), Date.parse(take.starts_at) + track.offset_ms);
    origins.push(began - track.offset_ms); // when the time line's nought was, by this camera
  }
  return (origins[1] ?? NaN) - (origins[0] ?? NaN);
}
