import { Alert, Anchor, Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { api, isApiError } from '@shared/api/client';
import { sharedKeys, useConfig, usePublicSchool } from '@shared/api/hooks';
import { deviceLabel } from '@shared/device-label';
import type { Me } from '@shared/model';
import { ErrorNotice, LanguageSwitch } from '@shared/ui';
import { passkeysWork, showPasskey, wasPutAway } from '../../passkey';
import classes from './sign-in-page.module.css';

/** Sign-in by name and password; the address stays, so that one goes on where one wanted to. */
export function SignInPage({ candidateHere }: { candidateHere: boolean }) {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const slug = params.get('school') ?? '';
  const school = usePublicSchool(slug);
  const config = useConfig();
  return (
    <main className={classes.page}>
      <div className={classes.language}>
        <LanguageSwitch />
      </div>
      <Paper className={classes.card} radius="md" p={36} withBorder>
        <Text c="dimmed" size="md" mih={22}>
          {school.data?.name}
        </Text>
        <Title order={1} className={classes.title}>
          {t('sign_in.title')}
        </Title>
        {candidateHere && (
          <Alert color="orange" variant="light" mb="md">
            {t('sign_in.candidate_here')}
          </Alert>
        )}
        <SignInForm school={slug} />
        {passkeysWork() && <PasskeyButton />}
        <Text size="sm" mt="lg" c="dimmed">
          {t('sign_in.which_school')}
        </Text>
        {config.data?.demo === true && (
          <Text size="sm" mt="lg">
            {t('sign_in.demo')} <Anchor href="/demo" underline="always">{t('sign_in.demo_link')}</Anchor>
          </Text>
        )}
      </Paper>
    </main>
  );
}

function SignInForm({ school }: { school: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const signIn = useMutation({
    mutationFn: () =>
      api.post<Me>('/api/staff-logins', {
        ...{ username: username.trim(), password, code: code.trim(), device_label: deviceLabel() },
        ...(school === '' ? {} : { school }),
      }),
    onSuccess: (me) => client.setQueryData(sharedKeys.me, me),
  });
  const second = isApiError(signIn.error, 'second_factor');
  const wrongCode = isApiError(signIn.error, 'second_factor') && signIn.error.extras.wrong === true;
  const byPasskey = isApiError(signIn.error, 'second_factor') && signIn.error.extras.passkey === true;
  const secondText = wrongCode ? 'sign_in.code_wrong' : byPasskey ? 'sign_in.passkey_needed' : 'sign_in.code_needed';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (username.trim() !== '' && password !== '' && !signIn.isPending) signIn.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          size="md"
          label={t('sign_in.username')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          required
          data-autofocus
        />
        <PasswordInput
          size="md"
          label={t('sign_in.password')}
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          required
          visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password') }}
        />
        {(code !== '' || second) && (
          <TextInput
            size="md"
            label={t('sign_in.code')}
            description={t('sign_in.code_hint')}
            name="code"
            autoComplete="one-time-code"
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            required
            ref={(input) => input?.focus()}
          />
        )}
        <ErrorNotice error={signIn.error} title={t(second ? secondText : 'sign_in.failed')} />
        <Button type="submit" size="lg" loading={signIn.isPending} fullWidth>
          {t('sign_in.submit')}
        </Button>
      </Stack>
    </form>
  );
}

/** A passkey stands for name, password and second factor. */
function PasskeyButton() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const signIn = useMutation({
    mutationFn: async () => api.post<Me>('/api/passkey-logins', { ...(await showPasskey()), device_label: deviceLabel() }),
    onSuccess: (me) => client.setQueryData(sharedKeys.me, me),
  });
  return (
    <Stack gap="sm" mt="md">
      <Button variant="default" size="lg" loading={signIn.isPending} onClick={() => signIn.mutate()} fullWidth>
        {t('sign_in.passkey')}
      </Button>
      {!wasPutAway(signIn.error) && <ErrorNotice error={signIn.error} title={t('sign_in.passkey_failed')} />}
    </Stack>
  );
}
