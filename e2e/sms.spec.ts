// FEATURES: A2
import { expectNoBarriers, shot } from './harness/shot.ts';
import { expect, test } from './harness/test.ts';

// A school's own server that has no SMS provider: what cannot be sent is said.
test.use({ serverCommand: 'serve' });

for (const language of ['zh-CN', 'en'] as const) {
  test(`a code that cannot be sent is said, and one from staff has its place (${language})`, async ({ newPhone }) => {
    const phone = await newPhone({ language });
    await phone.open('/');
    const { page } = phone;
    await page.getByLabel(phone.t('sign_in.phone')).fill('13800000001');
    await page.getByRole('button', { name: phone.t('sign_in.send') }).click();
    await expect(page.getByText(phone.t('error.sms_failed'))).toBeVisible();
    await expect(page.getByLabel(phone.t('sign_in.code'))).toBeFocused();
    await expect(page.getByText(phone.t('sign_in.sent_to', { phone: '13800000001' }))).toHaveCount(0); // nobody says that it was
    await expectNoBarriers(page);
    await shot(page, `sms-not-sent-${language}`);
    await expect(page.getByRole('button', { name: phone.t('sign_in.resend') })).toBeEnabled();
  });
}
