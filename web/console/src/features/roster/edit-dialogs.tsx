import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '@shared/api/client';
import { ErrorNotice } from '@shared/ui';
import type { Candidate } from './model';
import { useAdd, useCatalogue, useEdit } from './requests';

/** The text beside the field that the server did not take. */
function useFieldError(error: unknown): (field: string) => string | undefined {
  const { t } = useTranslation();
  return (field) => {
    if (!isApiError(error) || error.extras.field !== field) return undefined;
    const { reason } = error.extras;
    return t(`roster.reason.${typeof reason === 'string' ? reason : 'unknown'}`, { other: '' });
  };
}

const ofField = (error: unknown) => isApiError(error) && error.extras.reason !== undefined;

/** Adds one candidate by hand. */
export function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const catalogue = useCatalogue();
  const add = useAdd();
  const wrong = useFieldError(add.error);
  const [typed, setTyped] = useState({ number: '', name: '', phone: '', major_id: '' });
  const exam = (id: string) => catalogue.data?.exams.find((one) => one.id === id)?.name ?? '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.major_id === '' || add.isPending) return;
    add.mutate(typed, {
      onSuccess: () => {
        notifications.show({ color: 'teal', message: t('roster.saved'), autoClose: 3_000 });
        onClose();
      },
    });
  };
  return (
    <Modal opened onClose={onClose} title={t('roster.add')}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {(['number', 'name', 'phone'] as const).map((field) => (
            <TextInput
              key={field}
              size="md"
              label={t(`roster.field.${field}`)}
              value={typed[field]}
              onChange={(event) => setTyped({ ...typed, [field]: event.currentTarget.value })}
              error={wrong(field)}
              data-autofocus={field === 'number' || undefined}
              required
            />
          ))}
          <Select
            size="md"
            label={t('roster.field.major')}
            data={(catalogue.data?.majors ?? []).map((m) => ({ value: m.id, label: `${m.name} · ${exam(m.exam_id)}` }))}
            value={typed.major_id === '' ? null : typed.major_id}
            onChange={(id) => setTyped({ ...typed, major_id: id ?? '' })}
            searchable
            required
          />
          <ErrorNotice
            error={ofField(add.error) ? null : add.error}
            {...(isApiError(add.error, 'conflict') && { title: t('roster.number_taken') })}
          />
          <Buttons onClose={onClose} busy={add.isPending} />
        </Stack>
      </form>
    </Modal>
  );
}

/** Changes a candidate's name and phone, with the reason. */
export function EditDialog({ one, onClose }: { one: Candidate; onClose: () => void }) {
  const { t } = useTranslation();
  const edit = useEdit(one.id);
  const wrong = useFieldError(edit.error);
  const [typed, setTyped] = useState({ name: one.name, phone: one.phone, reason: '' });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (edit.isPending) return;
    edit.mutate(typed, {
      onSuccess: () => {
        notifications.show({ color: 'teal', message: t('roster.saved'), autoClose: 3_000 });
        onClose();
      },
    });
  };
  return (
    <Modal opened onClose={onClose} title={t('roster.edit_number', { number: one.number })}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {(['name', 'phone', 'reason'] as const).map((field) => (
            <TextInput
              key={field}
              size="md"
              label={t(`roster.field.${field}`)}
              value={typed[field]}
              onChange={(event) => setTyped({ ...typed, [field]: event.currentTarget.value })}
              error={wrong(field)}
              required={field !== 'reason'}
            />
          ))}
          <ErrorNotice error={ofField(edit.error) ? null : edit.error} />
          <Buttons onClose={onClose} busy={edit.isPending} />
        </Stack>
      </form>
    </Modal>
  );
}

function Buttons({ onClose, busy }: { onClose: () => void; busy: boolean }) {
  const { t } = useTranslation();
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onClose}>
        {t('action.cancel')}
      </Button>
      <Button type="submit" loading={busy}>
        {t('roster.save')}
      </Button>
    </Group>
  );
}
