import path from 'node:path';
import { expect, type Locator } from '@playwright/test';
import { clipOfPicture, clipShown, plays, type Clip } from './clip.ts';
import type { Phone, Staff } from './people.ts';
import { clips } from './place.ts';
import { shot } from './shot.ts';

/** What people of an interview do, one press after another. */

/** From a candidate's own page into the room, to the choice of cameras. */
export async function enterRoom(phone: Phone): Promise<void> {
  await phone.page.getByRole('link', { name: phone.t('room_info.enter') }).click();
  await expect(phone.page.getByRole('heading', { name: phone.t('position_choice.title') })).toBeVisible();
}

/** Takes a camera position; its preview opens. */
export async function takePosition(phone: Phone, position: 1 | 2): Promise<void> {
  await phone.page.locator(`button[data-position="${position}"]`).click();
  await inRole(phone, position);
}

/** A phone has a camera position; its preview shows its own picture. */
export async function inRole(phone: Phone, position: 1 | 2): Promise<void> {
  await expect(phone.page.getByTestId('role')).toHaveText(phone.t(`position.${position}`));
  await expect.poll(() => clipShown(videoOf(phone, `own-${position}`)), 'the preview shows the own camera').toBeDefined();
}

/** From the preview into the waiting area (first camera). */
export async function startWaiting(phone: Phone): Promise<void> {
  await phone.page.getByRole('button', { name: phone.t('preview.enter_waiting') }).click();
  await inPhase(phone, 'waiting');
}

/** From the preview to sending (second camera). */
export async function startSecond(phone: Phone): Promise<void> {
  await phone.page.getByRole('button', { name: phone.t('preview.start_second') }).click();
  await expect(phone.page.getByText(phone.t('second.sending'))).toBeVisible();
}

/** The whole way of a first camera: signed in, in the room, waiting. */
export async function wait(phone: Phone, number: string): Promise<void> {
  await phone.signIn(number);
  await enterRoom(phone);
  await takePosition(phone, 1);
  await startWaiting(phone);
}

/** Joins by signing in with the same number on another phone. */
export async function joinSecondBySigningIn(phone: Phone, number: string): Promise<void> {
  await phone.signIn(number);
  const back = phone.page.getByRole('link', { name: phone.t('room_info.return') });
  await back.click();
  await takePosition(phone, 2);
  await startSecond(phone);
}

/** The pairing QR that the first camera shows, as a clip for another phone's camera. */
export async function clipOfPairing(first: Phone): Promise<string> {
  await first.page.getByRole('button', { name: first.t('waiting.connect_second') }).click();
  const dialog = first.page.getByRole('dialog');
  await expect(dialog.getByTestId('pairing-code')).toBeVisible();
  // Two notices may lie above the dialog's head; the QR itself must be free of them.
  await expect(first.page.getByTestId('notices').locator('[data-kind]')).toHaveCount(0);
  const file = path.join(clips, 'pairing.png');
  await dialog.locator('svg[role="img"]').screenshot({ path: file });
  return clipOfPicture('pairing', file);
}

/** The code below the QR, for a phone whose camera cannot scan. */
export async function pairingCode(first: Phone): Promise<string> {
  const close = first.page.getByRole('dialog').getByRole('button', { name: first.t('action.close') });
  if (!(await close.isVisible())) await first.page.getByRole('button', { name: first.t('waiting.connect_second') }).click();
  const code = await first.page.getByTestId('pairing-code').textContent();
  return (code ?? '').replaceAll(' ', '');
}

/** Opens the link of a pairing code, as a phone's own scanner does, and joins. */
export async function joinSecondByLink(phone: Phone, code: string): Promise<void> {
  await phone.open(`/pair/${code}`);
  await phone.page.getByRole('button', { name: phone.t('pair.join') }).click();
  await expect(phone.page.getByTestId('role')).toHaveText(phone.t('position.2'));
  await startSecond(phone);
}

/** Whether a candidate's device shows a phase. */
export async function inPhase(phone: Phone, phase: string): Promise<void> {
  await expect(phone.page.locator('[data-phase]').first()).toHaveAttribute('data-phase', phase);
}

/** Whether a phone's page shows a phase at this moment. */
export async function isIn(phone: Phone, phase: string): Promise<boolean> {
  return (await phone.page.locator(`[data-phase="${phase}"]`).count()) > 0;
}

/** The panel chooses a candidate from its queue and invites her. */
export async function invite(panel: Staff, name: string): Promise<void> {
  const button = panel.page.getByRole('button', { name: new RegExp(`^(${panel.t('move.invite', { name })}|${panel.t('move.invite_again', { name })})$`) });
  if (!(await button.isVisible())) await panel.page.getByRole('button', { name }).first().click();
  await button.click();
}

/** The candidate presses the large button; the interview runs. */
export async function accept(phone: Phone): Promise<void> {
  await expect(phone.page.getByTestId('invitation')).toBeVisible();
  await phone.page.getByRole('button', { name: phone.t('invitation.accept') }).click();
  await inPhase(phone, 'interviewing');
}

/** Signs in and takes the first camera to its seat before a written paper. */
export async function takeSeat(phone: Phone, number: string): Promise<void> {
  await phone.signIn(number);
  await enterRoom(phone);
  await takePosition(phone, 1);
  await phone.page.getByRole('button', { name: phone.t('preview.take_seat') }).click();
  await inPhase(phone, 'seated');
}

/** A proctor signs in, opens her room and gives out its paper. */
export async function releasePaper(proctor: Staff, room: string): Promise<void> {
  await openHall(proctor, room);
  await release(proctor);
}

/** A proctor signs in and opens her room's board. */
export async function openHall(proctor: Staff, room: string): Promise<void> {
  await proctor.signIn();
  await proctor.page.getByRole('region', { name: room }).getByRole('link', { name: proctor.t('sessions.enter.proctor') }).click();
}

/** Gives out a paper from the open board: the only one, or that of a title. */
export async function release(proctor: Staff, title?: string): Promise<void> {
  const papers = title === undefined ? proctor.page : proctor.page.locator(`[data-paper="${title}"]`);
  await papers.getByRole('button', { name: proctor.t('proctor.release'), exact: true }).click();
  await proctor.page.getByRole('dialog').getByRole('button', { name: proctor.t('proctor.release') }).click();
}

/** The panel ends the interview, asked twice. */
export async function end(panel: Staff): Promise<void> {
  await panel.page.getByRole('button', { name: panel.t('move.end'), exact: true }).click();
  await panel.page.getByRole('dialog').getByRole('button', { name: panel.t('end.confirm') }).click();
}

/** The video of a tile. */
export function videoOf(screen: Phone | Staff, testId: string): Locator {
  return screen.page.getByTestId(testId).locator('video').first();
}

/** A tile shows a clip, and it moves: a frozen last picture does not count. */
export async function shows(screen: Phone | Staff, testId: string, clip: Clip): Promise<void> {
  const video = videoOf(screen, testId);
  const seen = async () => ((await clipShown(video)) === clip ? ((await plays(video)) ? clip : 'frozen') : 'another or none');
  await expect.poll(seen, `${screen.name} sees ${clip} move in ${testId}`).toBe(clip);
}

/** Photographs a screen in both sizes, named by its language; barriers are looked for in Chinese. */
export async function picture(screen: Phone | Staff, name: string): Promise<void> {
  const { language } = screen.texts;
  await shot(screen.page, `${name}-${language}`, { barriers: language === 'zh-CN' });
}
