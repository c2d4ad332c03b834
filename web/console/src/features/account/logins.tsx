import { Button, Group, Paper, Table, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import { ErrorNotice } from '@shared/ui';

type OwnLogin = components['schemas']['OwnLogin'];

const key = ['own-logins'] as const;

/** Where one is signed in; one or all others can be ended. */
export function Logins() {
  const { t, i18n } = useTranslation();
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
      <Table aria-labelledby="logins">
        <Table.Thead>
          <Table.Tr>
            {(['device', 'from', 'since', 'action'] as const).map((column) => (
              <Table.Th key={column}>{t(`account.column.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.map((one) => (
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
