import { Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from '@shared/api/hooks';
import { Shell } from '../../layout/shell';
import { Authenticator } from './authenticator';
import { Logins } from './logins';
import { Passkeys } from './passkeys';
import { PasswordForm } from './password-form';

/** One's own sign-in: password, second factor, and where one is signed in. */
export default function AccountPage() {
  const { t } = useTranslation();
  const me = useMe();
  const staff = me.data?.staff;
  if (!staff) return null;
  const secured = staff.second_factor || staff.passkeys > 0;
  return (
    <Shell menu title={t('account.title')}>
      <Stack gap="md" maw={800} mx="auto">
        <Paper withBorder p="md" component="section">
          <Title order={2} mb="sm">
            {t('account.password')}
          </Title>
          <PasswordForm />
        </Paper>
        <Authenticator me={staff} />
        <Passkeys />
        {secured && <Text>{t('account.recovery_left', { count: staff.recovery_left })}</Text>}
        <Logins />
      </Stack>
    </Shell>
  );
}
