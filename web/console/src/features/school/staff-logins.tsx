import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@shared/ui';
import { LoginTable } from '../../layout/login-table';
import { FieldError } from './field-error';
import { useEndLogins, useStaffLogins, type StaffLine } from './requests';

/** Where a member of staff is signed in; one login or all can be ended, with a reason (FEATURES G1). */
export function StaffLoginsDialog({ one, onClose }: { one: StaffLine; onClose: () => void }) {
  const { t } = useTranslation();
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
            <LoginTable
              logins={list}
              label={{ 'aria-label': t('staff.logins') }}
              action={(login) => (
                <Button size="compact-sm" variant="default" disabled={reason.trim() === ''} onClick={() => endNow(login.id)}>
                  {t('staff.end_login')}
                </Button>
              )}
            />
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
