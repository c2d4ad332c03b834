import { Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { PasswordForm } from './password-form';

/** Who has a password that somebody else has set chooses her own before anything else. */
export function FirstPasswordPage() {
  const { t } = useTranslation();
  return (
    <main className="alone">
      <Paper radius="md" p={36} withBorder maw={500} mx="auto" w="100%">
        <Title order={1} mb="xs">
          {t('account.first_title')}
        </Title>
        <Text mb="md">{t('account.first_lead')}</Text>
        <PasswordForm />
      </Paper>
    </main>
  );
}
