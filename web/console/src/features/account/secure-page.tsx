import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe, useSignOut } from '@shared/api/hooks';
import { Authenticator } from './authenticator';
import { Passkeys } from './passkeys';

/** Whose school demands a second factor sets one up before anything else. */
export default function SecurePage() {
  const { t } = useTranslation();
  const me = useMe();
  const signOut = useSignOut();
  if (!me.data?.staff) return null;
  return (
    <main className="alone">
      <Stack gap="md" maw={800} w="100%" mx="auto">
        <Group justify="space-between">
          <Title order={1}>{t('account.secure_title')}</Title>
          <Button variant="default" onClick={() => void signOut()}>
            {t('shell.sign_out')}
          </Button>
        </Group>
        <Text>{t('account.secure_lead')}</Text>
        <Authenticator me={me.data.staff} />
        <Passkeys />
      </Stack>
    </main>
  );
}
