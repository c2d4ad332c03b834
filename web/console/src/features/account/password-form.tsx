import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isApiError } from '@shared/api/client';
import { sharedKeys } from '@shared/api/hooks';
import { ErrorNotice } from '@shared/ui';

/** Sets one's password; the old one is asked for, and other logins end. */
export function PasswordForm() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState({ old: '', next: '', again: '' });
  const change = useMutation({
    mutationFn: () => api.put('/api/me/password', { old: typed.old, new: typed.next }),
    onSuccess: async () => {
      notifications.show({ color: 'teal', message: t('account.password_changed'), autoClose: 4_000 });
      setTyped({ old: '', next: '', again: '' });
      await client.invalidateQueries({ queryKey: sharedKeys.me });
    },
  });
  const differs = typed.again !== '' && typed.again !== typed.next;
  const refused = isApiError(change.error, 'invalid');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!differs && typed.again !== '' && !change.isPending) change.mutate();
  };
  const field = (name: keyof typeof typed, complete: string) => ({
    size: 'md' as const,
    label: t(`account.${name}`),
    name,
    autoComplete: complete,
    value: typed[name],
    required: true,
    visibilityToggleButtonProps: { 'aria-label': t('sign_in.show_password') },
    onChange: (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [name]: event.currentTarget.value }),
  });
  return (
    <form onSubmit={submit}>
      <Stack gap="md" maw={420}>
        <PasswordInput {...field('old', 'current-password')} />
        <PasswordInput {...field('next', 'new-password')} description={t('account.password_rule')} error={refused ? t('account.password_refused') : undefined} />
        <PasswordInput {...field('again', 'new-password')} error={differs ? t('account.differs') : undefined} />
        {!refused && <ErrorNotice error={change.error} />}
        <Group>
          <Button type="submit" loading={change.isPending}>
            {t('account.change_password')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
