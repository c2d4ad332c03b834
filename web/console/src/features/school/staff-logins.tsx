import { Button, Group, Modal, Stack, Table, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@shared/ui';
import { FieldError } from './field-error';
import { useEndLogins, useStaffLogins, type StaffLine } from './requests';

/** Where a member of staff is signed in; one login or all can be ended, with a reason (FEATURES G1). */
export function StaffLoginsDialog({ one, onClose }: { one: StaffLine; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const logins = useStaffLogins(one.id);
  const end = useEndLogins(one.id);
  const [reason, setReason] = useState('');
  const list = logins.data?.logins ?? [];
  const endNow = (id?: string) =>
    end.mutate({ login_id: id, reason }, { onSuccess: () => notifications.show({ color: 'teal', message: t('staff.end_ended'), autoClose: 3_000 }) });
  return (
    <Modal opened onClose={onClose} title={`${t('staff.logins')} · ${one.name}`} size="xl">
      <Stack gap="md">
        <ErrorNotice error={logins.error} onRetry={() => void logins.refetch()} />
        {logins.data !== undefined && list.length === 0 && <Text>{t('staff.no_logins')}</Text>}
        {list.length > 0 && (
          <>
            <TextInput size="md" label={t('staff.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} required />
            <FieldError error={end.error} />
            <Table aria-label={t('staff.logins')}>
              <Table.Thead>
                <Table.Tr>
                  {(['device', 'from', 'since', 'action'] as const).map((column) => (
                    <Table.Th key={column}>{t(`account.column.${column}`)}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {list.map((login) => (
                  <Table.Tr key={login.id}>
                    <Table.Td>{login.label}</Table.Td>
                    <Table.Td>{login.addr}</Table.Td>
                    <Table.Td>{new Date(login.created_at).toLocaleString(i18n.language)}</Table.Td>
                    <Table.Td>
                      <Button size="compact-sm" variant="default" disabled={reason.trim() === ''} onClick={() => endNow(login.id)}>
                        {t('staff.end_login')}
                      </Button>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
            <Group justify="flex-end">
              <Button color="red.9" disabled={reason.trim() === ''} loading={end.isPending} onClick={() => endNow()}>
                {t('staff.end_all')}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Modal>
  );
}
