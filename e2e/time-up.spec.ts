import { inPhase, openHall, release, takeSeat } from './harness/steps.ts';
import type { Staff } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

/** The end of a written exam by the clock: nobody presses anything. */

const LUO = { phone: '13800000008', name: '罗一帆' };
const ROOM = '第二笔试考场';

/** How long the session lasts from when the paper comes, in ms: enough to type an answer. */
const LASTS_MS = 60_000;

// FEATURES: D11
test('when the time is up the clock hands in what is saved, and both sides are told', async ({ newPhone, newStaff }) => {
  test.setTimeout(240_000);
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn('/staff/sessions');
  const first = await newPhone();
  await takeSeat(first, LUO.phone);
  const proctor = await newStaff({ username: 'proctor2' });
  await openHall(proctor, ROOM);
  await endsSoon(admin);
  await release(proctor);

  const answer = first.page.locator('[data-item="5"]');
  await answer.getByRole('textbox').fill('时间到以前写下的。');
  await expect(answer).toHaveAttribute('data-where', 'server', { timeout: 20_000 });
  await expect(first.page.getByTestId('time-left')).toHaveText(/^(0?0:)?[0-5]\d$|^0?[01]:\d\d$/);

  await expect(first.page.getByTestId('over')).toBeVisible({ timeout: LASTS_MS + 30_000 }); // the session's end is hers, too
  await inPhase(first, 'finished');
  const byClock = first.page.getByText(first.t('receipt.by_clock'));
  await expect(byClock).toBeVisible();
  await expect(first.page.getByTestId('online')).toHaveCount(0);
  await shot(first.page, 'time-up');
  await expect(proctor.page.locator(`[data-candidate="${LUO.name}"] [data-fact="submitted"]`)).toBeVisible();
  await first.page.reload();
  await expect(byClock).toBeVisible(); // it stays so
  await admin.open('/staff/audit');
  await expect(admin.page.locator('[data-kind="sitting.submitted"]')).toHaveCount(1);
});

/** Moves the session's end near, as the planning page does. */
async function endsSoon(admin: Staff): Promise<void> {
  const { request } = admin.page;
  const get = async <T>(path: string) => (await (await request.get(`${admin.server.url}${path}`)).json()) as T;
  const { sessions } = await get<{ sessions: { id: string; exam: { id: string }; room: { name: string } }[] }>('/api/staff/sessions');
  const found = sessions.find(({ room }) => room.name === ROOM);
  if (found === undefined) throw new Error(`no session in ${ROOM}`);
  const planned = await get<{ sessions: { id: string; [field: string]: unknown }[] }>(`/api/exams/${found.exam.id}`);
  const { seated: _, begun: __, unpublished: ___, ...session } = planned.sessions.find(({ id }) => id === found.id) ?? { id: '' };
  const end = new Date(Date.now() + LASTS_MS).toISOString();
  const answer = await request.post(`${admin.server.url}/api/exams/${found.exam.id}/sessions`, {
    headers: { 'X-Kaochang': '1' },
    data: { ...session, ends_at: end, entry_closes_at: end },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}
