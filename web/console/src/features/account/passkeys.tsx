import { Button, Group, List, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import { sharedKeys } from '@shared/api/hooks';
import type { components } from '@shared/api/schema';
import { makePasskey, passkeysWork, wasPutAway } from '../../passkey';
import { PasswordAsk } from './password-ask';
import { RecoveryCodes } from './recovery-codes';
import { Why } from './why';

type Passkey = components['schemas']['OwnPasskey'];

const key = ['own-passkeys'] as const;

/** One's passkeys: each stands for password and second factor on the device that keeps it. */
export function Passkeys() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const list = useQuery({ queryKey: key, queryFn: () => api.get<{ passkeys: Passkey[] }>('/api/me/passkeys') });
  const [name, setName] = useState('');
  const [dropping, setDropping] = useState<Passkey>();
  const again = async () => {
    await client.invalidateQueries({ queryKey: key });
    await client.invalidateQueries({ queryKey: sharedKeys.me });
  };
  const add = useMutation({
    mutationFn: async (password: string) => {
      const made = await makePasskey(password);
      return api.post<{ recovery_codes: string[] }>('/api/me/passkeys', { ...made, name });
    },
    onSuccess: ({ recovery_codes: codes }) => {
      setName('');
      return codes.length > 0 ? client.invalidateQueries({ queryKey: key }) : again();
    },
  });
  const drop = useMutation({
    mutationFn: (password: string) => api.post('/api/me/passkeys/removal', { passkey_id: dropping?.id, password }),
    onSuccess: () => {
      setDropping(undefined);
      return again();
    },
  });
  const codes = add.data?.recovery_codes ?? [];
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="passkeys">
      <Title order={2} mb="sm" id="passkeys">
        {t('account.passkeys')}
      </Title>
      <Text mb="sm">{t('account.passkeys_hint')}</Text>
      <Stack>
        <PasskeyList list={list.data?.passkeys ?? []} onDrop={setDropping} />
        {dropping !== undefined && (
          <PasswordAsk action={t('account.drop_passkey_of', { name: dropping.name })} plain busy={drop.isPending} onDo={drop.mutate} />
        )}
        <Why error={list.error ?? drop.error} />
        {codes.length > 0 && (
          <RecoveryCodes
            codes={codes}
            onKept={() => {
              add.reset();
              void again();
            }}
          />
        )}
        {!passkeysWork() && <Text c="dimmed">{t('account.no_passkeys')}</Text>}
        {passkeysWork() && codes.length === 0 && dropping === undefined && (
          <PasswordAsk action={t('account.add_passkey')} busy={add.isPending} onDo={add.mutate}>
            <TextInput
              size="md"
              w={240}
              label={t('account.passkey_name')}
              description={t('account.passkey_name_hint')}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              required
            />
          </PasswordAsk>
        )}
        {!wasPutAway(add.error) && <Why error={add.error} title={t('account.passkey_failed')} />}
      </Stack>
    </Paper>
  );
}

function PasskeyList({ list, onDrop }: { list: Passkey[]; onDrop: (one: Passkey) => void }) {
  const { t, i18n } = useTranslation();
  if (list.length === 0) return null;
  return (
    <List listStyleType="none" data-testid="passkeys" spacing="xs">
      {list.map((one) => (
        <List.Item key={one.id}>
          <Group>
            <Text fw={600} dir="auto">
              {one.name}
            </Text>
            <Text size="sm" c="dimmed">
              {t('account.passkey_since', { at: new Date(one.created_at).toLocaleDateString(i18n.language) })}
            </Text>
            <Button size="compact-sm" variant="default" aria-label={t('account.drop_passkey_of', { name: one.name })} onClick={() => onDrop(one)}>
              {t('account.drop_passkey')}
            </Button>
          </Group>
        </List.Item>
      ))}
    </List>
  );
}
