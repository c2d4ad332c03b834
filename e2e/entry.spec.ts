import { accept, enterRoom, inPhase, inRole, invite, wait } from './harness/steps.ts';
import { candidates, type Staff } from './harness/people.ts';
import { plan } from './harness/session.ts';
import { expect, test } from './harness/test.ts';

const { lin, wang } = candidates;

// FEATURES: C7, C9
test('an invitation that is declined, deferred or not answered goes back, and the panel is told', async ({ newPhone, newStaff }) => {
  test.setTimeout(240_000);
  const first = await newPhone();
  await wait(first, lin.phone);
  const next = await newPhone();
  await wait(next, wang.phone);
  await expect(next.page.getByText(next.t('waiting.ahead', { count: 1 }))).toBeVisible();
  const chair = await newStaff({ username: 'chair' });
  await chair.signIn();
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn();

  await invite(chair, lin.name);
  await expect(first.page.getByTestId('invitation')).toBeVisible();
  await first.page.getByRole('button', { name: first.t('invitation.decline') }).click();
  await inPhase(first, 'waiting');
  await expect(chair.page.getByText(chair.t('notice.declined', { name: lin.name })).first()).toBeVisible();

  await decide(chair, lin.name, 'defer', '1');
  await expect(first.page.getByText(first.t('waiting.ahead', { count: 1 }))).toBeVisible();
  await expect(next.page.getByText(next.t('waiting.you_are_next'))).toBeVisible();

  await plan(admin, 'interview', { invite_ttl_s: 12 });
  await invite(chair, wang.name);
  await expect(next.page.getByTestId('invitation')).toBeVisible();
  // Nobody presses; the server's clock takes the invitation back.
  await expect(next.page.getByTestId('invitation')).toHaveCount(0, { timeout: 40_000 });
  await inPhase(next, 'waiting');
  await expect(next.page.getByText(next.t('notice.invitation_gone'))).toBeVisible();
  await expect(chair.page.getByText(chair.t('notice.unanswered', { name: wang.name })).first()).toBeVisible();
  await plan(admin, 'interview', { invite_ttl_s: 60 });
  await invite(chair, wang.name);
  await accept(next);

  await decide(chair, lin.name, 'absent', '2');
  await expect(first.page.getByTestId('over')).toHaveAttribute('data-outcome', 'absent');
});

// FEATURES: B2
test('a position that is taken is asked for, and who is refused a camera is told why', async ({ newPhone }) => {
  const first = await newPhone({ line: true });
  await first.signIn(lin.phone);
  await enterRoom(first);
  first.line?.cut();
  await first.page.locator('button[data-position="1"]').click();
  await expect(first.page.getByTestId('patience'), 'it is tried again without her').toHaveText(first.t('sitting.patience'));
  first.line?.restore();
  await inRole(first, 1);
  const denied = await newPhone({ camera: 'denied' });
  await denied.signIn(lin.phone);
  await denied.page.getByRole('link', { name: denied.t('room_info.return') }).click();
  await denied.page.locator('button[data-position="1"]').click();
  const dialog = denied.page.getByRole('dialog');
  await expect(dialog.getByText(denied.t('take_over.title'))).toBeVisible();
  await dialog.getByRole('button', { name: denied.t('action.cancel') }).click();
  await expect(first.page.getByTestId('replaced')).toHaveCount(0);
  await denied.page.locator('button[data-position="1"]').click();
  await dialog.getByRole('button', { name: denied.t('take_over.confirm') }).click();
  await expect(first.page.getByTestId('replaced')).toBeVisible();
  await expect(denied.page.getByText(denied.t('device.denied.title')).first()).toBeVisible();
  await expect(denied.page.getByRole('button', { name: denied.t('preview.enter_waiting') })).toBeDisabled();
  await first.page.getByRole('button', { name: first.t('replaced.take_back') }).click();
  await expect(first.page.getByTestId('role')).toHaveText(first.t('position.1'));
  await expect(denied.page.getByTestId('replaced')).toBeVisible();
});

/** Defers a waiting candidate or marks her absent, with one of the ready reasons. */
async function decide(chair: Staff, name: string, what: 'defer' | 'absent', reason: string): Promise<void> {
  const heading = chair.page.getByRole('heading', { name: new RegExp(name) });
  if (!(await heading.first().isVisible())) await chair.page.getByRole('button', { name: new RegExp(name) }).first().click();
  await chair.page.getByRole('button', { name: chair.t(`move.${what}`), exact: true }).click();
  const dialog = chair.page.getByRole('dialog');
  await dialog.getByText(chair.t(`reason.${what}.${reason}`)).click();
  await dialog.getByRole('button', { name: chair.t(`reason.${what}.confirm`) }).click();
  await expect(dialog).toHaveCount(0);
}
