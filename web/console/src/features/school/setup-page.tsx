import { Button, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import { LanguageSwitch } from '@shared/ui';
import { FieldError, useFieldText } from './field-error';

const fields = ['name', 'slug', 'contact', 'admin', 'username', 'password'] as const;
type Field = (typeof fields)[number];

/** The first school of an empty server, by the link that it printed at its start. */
export default function SetupPage() {
  const { t } = useTranslation();
  const token = location.hash.slice(1);
  const [typed, setTyped] = useState<Record<Field, string>>({ name: '', slug: '', contact: '', admin: '', username: 'admin', password: '' });
  const found = useMutation({ mutationFn: () => api.post('/api/public/setup', { token, ...typed }) });
  const wrong = useFieldText(found.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!found.isPending) found.mutate();
  };
  const common = (field: Field) => ({
    size: 'md' as const,
    label: t(`setup.${field}`),
    description: t(`setup.${field}_hint`),
    value: typed[field],
    error: wrong(field),
    required: field !== 'contact',
    onChange: (event: { currentTarget: { value: string } }) => setTyped({ ...typed, [field]: event.currentTarget.value }),
  });
  return (
    <main className="alone">
      <Paper radius="md" p={36} withBorder maw={560} mx="auto" w="100%">
        <Group justify="flex-end">
          <LanguageSwitch />
        </Group>
        <Title order={1} mb="xs">
          {t('setup.title')}
        </Title>
        {found.isSuccess ? (
          <Stack>
            <Text size="lg">{t('setup.done', { name: typed.name })}</Text>
            <Button size="lg" component="a" href={`/staff/?school=${typed.slug.trim().toLowerCase()}`}>
              {t('setup.sign_in')}
            </Button>
          </Stack>
        ) : (
          <form onSubmit={submit}>
            <Stack gap="md">
              <Text c="dimmed">{t(token === '' ? 'setup.no_token' : 'setup.lead')}</Text>
              {fields.map((field) =>
                field === 'password' ? (
                  <PasswordInput
                    key={field}
                    autoComplete="new-password"
                    visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password') }}
                    {...common(field)}
                  />
                ) : (
                  <TextInput key={field} autoComplete="off" {...common(field)} />
                ),
              )}
              <FieldError error={found.error} />
              <Button type="submit" size="lg" loading={found.isPending} disabled={token === ''}>
                {t('setup.submit')}
              </Button>
            </Stack>
          </form>
        )}
      </Paper>
    </main>
  );
}
