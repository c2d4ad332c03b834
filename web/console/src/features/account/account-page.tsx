import { Alert, Badge, Button, Group, List, Paper, PasswordInput, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isApiError } from '@shared/api/client';
import { sharedKeys, useMe } from '@shared/api/hooks';
import type { components } from '@shared/api/schema';
import type { Me } from '@shared/model';
import { ErrorNotice, QrCode } from '@shared/ui';
import { AreaMenu } from '../../layout/area-menu';
import { Shell } from '../../layout/shell';
import { PasswordForm } from './password-form';

type OwnLogin = components['schemas']['OwnLogin'];

/** One's own sign-in: password, second factor, and where one is signed in. */
export default function AccountPage() {
  const { t } = useTranslation();
  const me = useMe();
  if (!me.data?.staff) return null;
  return (
    <Shell title={t('account.title')}>
      <Stack gap="md" maw={800} mx="auto">
        <AreaMenu />
        <Paper withBorder p="md" component="section">
          <Title order={2} mb="sm">
            {t('account.password')}
          </Title>
          <PasswordForm />
        </Paper>
        <SecondFactor me={me.data.staff} />
        <Logins />
      </Stack>
    </Shell>
  );
}

function SecondFactor({ me }: { me: NonNullable<Me['staff']> }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const again = () => client.invalidateQueries({ queryKey: sharedKeys.me });
  const offer = useMutation({ mutationFn: () => api.post<{ secret: string; url: string }>('/api/me/second-factor', { password }) });
  const keep = useMutation({
    mutationFn: () => api.put<{ recovery_codes: string[] }>('/api/me/second-factor', { secret: offer.data?.secret, code }),
    onSuccess: again,
  });
  const drop = useMutation({ mutationFn: () => api.post('/api/me/second-factor/removal', { password }), onSuccess: again });
  const submit = (run: () => void) => (event: FormEvent) => {
    event.preventDefault();
    run();
  };
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="second-factor">
      <Group mb="sm">
        <Title order={2} id="second-factor">
          {t('account.second_factor')}
        </Title>
        <Badge tt="none" variant="light" color={me.second_factor ? 'teal' : 'gray'}>
          {t(me.second_factor ? 'account.on' : 'account.off')}
        </Badge>
      </Group>
      <Text mb="sm">{t('account.second_factor_hint')}</Text>
      {keep.data !== undefined ? (
        <Stack>
          <Alert color="orange" variant="light" title={t('account.recovery')}>
            {t('account.recovery_hint')}
          </Alert>
          <List data-testid="recovery-codes" className="numeral">
            {keep.data.recovery_codes.map((one) => (
              <List.Item key={one}>
                <code>{one}</code>
              </List.Item>
            ))}
          </List>
        </Stack>
      ) : offer.data !== undefined ? (
        <form onSubmit={submit(() => keep.mutate())}>
          <Stack>
            <Text>{t('account.scan')}</Text>
            <QrCode value={offer.data.url} size={200} />
            <Text>
              {t('account.secret')} <code data-testid="totp-secret">{offer.data.secret}</code>
            </Text>
            <TextInput size="md" w={240} label={t('account.code')} inputMode="numeric" autoComplete="one-time-code" value={code} onChange={(event) => setCode(event.currentTarget.value)} required />
            {isApiError(keep.error, 'second_factor') ? <ErrorNotice error={keep.error} title={t('account.code_wrong')} /> : <ErrorNotice error={keep.error} />}
            <Group>
              <Button type="submit" loading={keep.isPending}>
                {t('account.turn_on')}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <form onSubmit={submit(() => (me.second_factor ? drop.mutate() : offer.mutate()))}>
          <Group align="flex-end">
            <PasswordInput
              size="md"
              w={280}
              label={t('account.own_password')}
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password') }}
              required
            />
            <Button size="md" type="submit" variant={me.second_factor ? 'default' : 'filled'} loading={offer.isPending || drop.isPending}>
              {t(me.second_factor ? 'account.turn_off' : 'account.set_up')}
            </Button>
          </Group>
          {me.second_factor && <Text mt="xs">{t('account.recovery_left', { count: me.recovery_left })}</Text>}
          <ErrorNotice error={offer.error ?? drop.error} />
        </form>
      )}
    </Paper>
  );
}

function Logins() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const key = ['own-logins'];
  const logins = useQuery({ queryKey: key, queryFn: () => api.get<{ logins: OwnLogin[] }>('/api/me/logins') });
  const end = useMutation({
    mutationFn: (id: string) => api.delete(`/api/me/logins/${id}`),
    onSuccess: () => {
      notifications.show({ color: 'teal', message: t('account.ended'), autoClose: 3_000 });
      return client.invalidateQueries({ queryKey: key });
    },
  });
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="logins">
      <Title order={2} mb="sm" id="logins">
        {t('account.logins')}
      </Title>
      <ErrorNotice error={logins.error ?? end.error} />
      <Table aria-labelledby="logins">
        <Table.Thead>
          <Table.Tr>
            {(['device', 'from', 'since', 'action'] as const).map((column) => (
              <Table.Th key={column}>{t(`account.column.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(logins.data?.logins ?? []).map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td>{one.label}</Table.Td>
              <Table.Td>{one.addr}</Table.Td>
              <Table.Td>{new Date(one.created_at).toLocaleString(i18n.language)}</Table.Td>
              <Table.Td>
                {one.current ? (
                  t('account.present')
                ) : (
                  <Button size="compact-sm" variant="default" onClick={() => end.mutate(one.id)}>
                    {t('account.end')}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  );
}
