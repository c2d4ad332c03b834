import { openHall, picture, release, takeSeat } from './harness/steps.ts';
import type { Staff } from './harness/people.ts';
import { shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

/** Extra time and breaks that a school has granted, in a written exam. */

const LUO = { phone: '13800000008', name: '罗一帆', number: '2026100008' };

// FEATURES: K3
test('extra time is there from the start, and a break hides the paper and gives its time back', async ({ newPhone, newStaff }) => {
  test.setTimeout(240_000);
  const admin = await newStaff({ username: 'admin' });
  await admin.signIn();
  await grant(admin);

  const first = await newPhone({});
  await takeSeat(first, LUO.phone);
  const proctor = await newStaff({ username: 'proctor2' });
  await openHall(proctor, '第二笔试考场');
  const card = proctor.page.locator(`[data-candidate="${LUO.name}"]`);
  await expect(card.getByTestId('accommodation')).toContainText(proctor.t('accommodation.minutes', { n: 30 }));
  await release(proctor);
  await expect(first.page.getByTestId('online')).toBeVisible();
  await expect(first.page.getByTestId('breaks')).toContainText(first.t('break.left', { n: 1, minutes: 10 }));

  await first.page.locator('[data-item="5"]').getByRole('textbox').fill('休息前写下的。');
  await first.page.getByRole('button', { name: first.t('break.take') }).click();
  await first.page.getByRole('button', { name: first.t('break.begin') }).click();
  await expect(first.page.getByTestId('on-break')).toBeVisible();
  await expect(first.page.getByTestId('online')).toHaveCount(0); // the paper is hidden
  await expect(first.page.getByTestId('break-left')).toContainText(/^(10:00|0?9:\d\d)/);
  await expect(card.locator('[data-fact="break"]')).toBeVisible();
  await picture(first, 'break');
  await shot(proctor.page, 'proctor-break');
  await first.page.reload();
  await expect(first.page.getByTestId('on-break')).toBeVisible(); // a reload is no way back

  await first.page.getByRole('button', { name: first.t('break.back') }).click();
  await expect(first.page.locator('[data-item="5"]').getByRole('textbox')).toHaveValue('休息前写下的。');
  await expect(first.page.locator('[data-item="5"]')).toHaveAttribute('data-where', 'server', { timeout: 20_000 });
  await expect(first.page.getByTestId('breaks')).toContainText(first.t('break.none_left'));
  await expect(card.locator('[data-fact="breaks"]')).toContainText(proctor.t('proctor.breaks_taken', { n: 1 }));
  await admin.open('/staff/audit');
  await expect(admin.page.locator('[data-kind="break.taken"]')).toHaveCount(1);
  await expect(admin.page.locator('[data-kind="break.ended"]')).toHaveCount(1);
});

/** Grants half an hour and one break of ten minutes, as the accommodations page does. */
async function grant(admin: Staff): Promise<void> {
  const { request } = admin.page;
  const found = await request.get(`${admin.server.url}/api/accommodations?q=${LUO.number}`);
  const { candidates } = (await found.json()) as { candidates: { enrolment_id: string }[] };
  const answer = await request.put(`${admin.server.url}/api/enrolments/${candidates[0]?.enrolment_id}/accommodation`, {
    headers: { 'X-Kaochang': '1' },
    data: { extra_minutes: 30, breaks: 1, break_minutes: 10, reason: '糖尿病，需要按时进食' },
  });
  expect(answer.status()).toBe(204);
}
