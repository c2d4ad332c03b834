import { Button, Checkbox, Group, Modal, NumberInput, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isApiError } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import { ErrorNotice } from '@shared/ui';

export type Accommodated = components['schemas']['AccommodatedView'];

export const key = ['accommodations'] as const;

interface DialogProps {
  one: Accommodated;
  onClose: () => void;
}

/** A change to a candidate's accommodation, after which the list is asked again. */
function useChange<Input>(one: Accommodated, done: string, onClose: () => void, change: (path: string, input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => change(`/api/enrolments/${one.enrolment_id}/accommodation`, input),
    onSuccess: async () => {
      notifications.show({ color: 'teal', message: done, autoClose: 3_000 });
      await client.invalidateQueries({ queryKey: key });
      onClose();
    },
  });
}

const numbers = { extra_percent: 200, extra_minutes: 240, breaks: 10, break_minutes: 60, break_total: 240 } as const;

/** What is different for a candidate, and why. */
export function GrantDialog({ one, onClose }: DialogProps) {
  const { t } = useTranslation();
  const was = one.granted;
  const [typed, setTyped] = useState({
    ...{ no_face_check: was?.no_face_check ?? false, one_camera: was?.one_camera ?? false },
    ...{ extra_percent: was?.extra_percent ?? 0, extra_minutes: was?.extra_minutes ?? 0 },
    ...{ breaks: was?.breaks ?? 0, break_minutes: was?.break_minutes ?? 0, break_total: was?.break_total ?? 0, reason: was?.reason ?? '' },
  });
  const grant = useChange(one, t('accommodation.granted'), onClose, (path, body: typeof typed) => api.put(path, body));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!grant.isPending) grant.mutate(typed);
  };
  const number = (field: keyof typeof numbers) => (
    <NumberInput size="md" label={t(`accommodation.field.${field}`)} min={0} max={numbers[field]} value={typed[field]} onChange={(value) => setTyped({ ...typed, [field]: Number(value) })} />
  );
  return (
    <Modal opened onClose={onClose} title={t('accommodation.grant_title', { name: one.name, number: one.number })} size="lg">
      <form onSubmit={submit}>
        <Stack gap="md">
          {(['no_face_check', 'one_camera'] as const).map((field) => (
            <Checkbox key={field} size="md" label={t(`accommodation.field.${field}`)} checked={typed[field]} onChange={(event) => setTyped({ ...typed, [field]: event.currentTarget.checked })} />
          ))}
          <Group grow>
            {number('extra_percent')}
            {number('extra_minutes')}
          </Group>
          <Group grow>
            {number('breaks')}
            {number('break_minutes')}
            {number('break_total')}
          </Group>
          <Textarea size="md" label={t('accommodation.reason')} description={t('accommodation.reason_hint')} value={typed.reason} onChange={(event) => setTyped({ ...typed, reason: event.currentTarget.value })} maxLength={2_000} autosize minRows={2} required />
          {isApiError(grant.error, 'invalid') ? (
            <Text c="red.9" role="alert">
              {t('accommodation.wrong')}
            </Text>
          ) : (
            <ErrorNotice error={grant.error} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={grant.isPending}>
              {t('accommodation.grant')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Takes an accommodation away, with a reason for the ledger. */
export function EndDialog({ one, onClose }: DialogProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const end = useChange(one, t('accommodation.ended'), onClose, (path, why: string) => api.delete(path, { query: { reason: why } }));
  return (
    <Modal opened onClose={onClose} title={t('accommodation.end_title', { name: one.name })}>
      <Stack gap="md">
        <Textarea size="md" label={t('accommodation.end_reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} autosize minRows={2} required data-autofocus />
        <ErrorNotice error={end.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button color="red.9" disabled={reason.trim() === ''} loading={end.isPending} onClick={() => end.mutate(reason.trim())}>
            {t('accommodation.end')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
