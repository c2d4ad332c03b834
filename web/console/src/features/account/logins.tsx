import { Button, Group, Paper, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import { ErrorNotice } from '@shared/ui';
import { LoginTable } from '../../layout/login-table';

type OwnLogin = components['schemas']['OwnLogin'];

const key = ['own-logins'] as const;

/** Where one is signed in; one or all others can be ended. */
export function Logins() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const logins = useQuery({ queryKey: key, queryFn: () => api.get<{ logins: OwnLogin[] }>('/api/me/logins') });
  const end = useMutation({
    mutationFn: (id?: string) => (id === undefined ? api.post('/api/me/logins/end-others', {}) : api.delete(`/api/me/logins/${id}`)),
    onSuccess: () => {
      notifications.show({ color: 'teal', message: t('account.ended'), autoClose: 3_000 });
      return client.invalidateQueries({ queryKey: key });
    },
  });
  const list = logins.data?.logins ?? [];
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="logins">
      <Group mb="sm" justify="space-between">
        <Title order={2} id="logins">
          {t('account.logins')}
        </Title>
        {list.length > 1 && (
          <Button variant="default" loading={end.isPending} onClick={() => end.mutate(undefined)}>
            {t('account.end_others')}
          </Button>
        )}
      </Group>
      <ErrorNotice error={logins.error ?? end.error} />
      <LoginTable
        logins={list}
        label={{ 'aria-labelledby': 'logins' }}
        action={(one) =>
          one.current ? (
            t('account.present')
          ) : (
            <Button size="compact-sm" variant="default" onClick={() => end.mutate(one.id)}>
              {t('account.end')}
            </Button>
          )
        }
      />
    </Paper>
  );
}
