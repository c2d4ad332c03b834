import { Button, Group, Modal, NumberInput, Paper, Select, Stack, Table, Text, Textarea, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isApiError } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { SetUp } from './model';
import { PlanError } from './part-section';
import { toInstant, toWall } from './zoned';

type Requirement = components['schemas']['RequirementView'];

const MB = 1 << 20;

/** What the exam's candidates hand in; with nothing here they see nothing of it (FEATURES A11, A12). */
export function RequirementsSection({ set, step }: { set: SetUp; step: number }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const key = ['requirements', set.id];
  const list = useQuery({ queryKey: key, queryFn: () => api.get<{ requirements: Requirement[] | null }>(`/api/exams/${set.id}/requirements`) });
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/api/exams/${set.id}/requirements/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
  const [editing, setEditing] = useState<{ one: Requirement | undefined }>();
  const all = list.data?.requirements ?? [];
  return (
    <Paper component="section" withBorder p="md" id="requirements" aria-labelledby="requirements-title">
      <Group justify="space-between" mb="sm">
        <Title order={2} id="requirements-title">
          {step}. {t('requirement.title')}
        </Title>
        <Button onClick={() => setEditing({ one: undefined })}>{t('requirement.add')}</Button>
      </Group>
      <Text c="dimmed" mb="sm">
        {t('requirement.hint')}
      </Text>
      <PlanError error={remove.error ?? list.error} />
      {all.length > 0 && (
        <Table verticalSpacing="xs" aria-labelledby="requirements-title">
          <Table.Thead>
            <Table.Tr>
              {(['name', 'kind', 'count', 'deadline', 'actions'] as const).map((column) => (
                <Table.Th key={column}>{t(`requirement.column.${column}`)}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {all.map((one) => (
              <Table.Tr key={one.id}>
                <Table.Td>{one.name}</Table.Td>
                <Table.Td>{t(`requirement.kind.${one.kind}`)}</Table.Td>
                <Table.Td>{t('requirement.counts', { least: one.least, most: one.most, size: Math.round(one.max_bytes / MB) })}</Table.Td>
                <Table.Td>{new Date(one.deadline).toLocaleString(i18n.language, { timeZone: set.time_zone })}</Table.Td>
                <Table.Td>
                  <Group gap="xs">
                    <Button size="compact-sm" variant="default" aria-label={t('planning.edit_named', { name: one.name })} onClick={() => setEditing({ one })}>
                      {t('planning.edit')}
                    </Button>
                    <Button size="compact-sm" variant="subtle" color="red" aria-label={t('planning.remove_named', { name: one.name })} onClick={() => remove.mutate(one.id)}>
                      {t('planning.remove')}
                    </Button>
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {editing !== undefined && <Form set={set} one={editing.one} onClose={() => setEditing(undefined)} onKept={() => client.invalidateQueries({ queryKey: key })} />}
    </Paper>
  );
}

interface FormProps {
  set: SetUp;
  one: Requirement | undefined;
  onClose: () => void;
  onKept: () => Promise<void>;
}

const kinds = ['image', 'video', 'file'] as const;

function Form({ set, one, onClose, onKept }: FormProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState({
    ...{ name: one?.name ?? '', hint: one?.hint ?? '', major: one?.major_id ?? null, deadline: one === undefined ? '' : toWall(one.deadline, set.time_zone) },
    ...{ least: one?.least ?? 1, most: one?.most ?? 1, size: one === undefined ? 20 : Math.round(one.max_bytes / MB) },
  });
  const [kind, setKind] = useState<string>(one?.kind ?? 'image');
  const keep = useMutation({
    mutationFn: (deadline: string) =>
      api.post(`/api/exams/${set.id}/requirements`, {
        ...{ id: one?.id, major_id: typed.major ?? undefined, name: typed.name, hint: typed.hint, kind },
        ...{ least: typed.least, most: typed.most, max_bytes: typed.size * MB, deadline },
      }),
    onSuccess: async () => {
      notifications.show({ color: 'teal', message: t('planning.saved'), autoClose: 3_000 });
      await onKept();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const deadline = toInstant(typed.deadline, set.time_zone);
    if (deadline !== undefined && !keep.isPending) keep.mutate(deadline);
  };
  const number = (field: 'least' | 'most' | 'size', max: number) => (
    <NumberInput size="md" label={t(`requirement.${field}`)} min={1} max={max} value={typed[field]} onChange={(value) => setTyped({ ...typed, [field]: Number(value) })} />
  );
  return (
    <Modal opened onClose={onClose} title={t(one === undefined ? 'requirement.add' : 'requirement.edit')} size="lg">
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput size="md" label={t('requirement.column.name')} placeholder={t('requirement.example')} value={typed.name} onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })} required data-autofocus />
          <Textarea size="md" label={t('requirement.note')} value={typed.hint} onChange={(event) => setTyped({ ...typed, hint: event.currentTarget.value })} autosize minRows={2} />
          <Group grow>
            <Select size="md" label={t('requirement.column.kind')} data={kinds.map((each) => ({ value: each, label: t(`requirement.kind.${each}`) }))} value={kind} onChange={(each) => setKind(each ?? kind)} allowDeselect={false} />
            <Select size="md" label={t('requirement.major')} placeholder={t('requirement.all_majors')} data={set.majors.map(({ id, name }) => ({ value: id, label: name }))} value={typed.major} onChange={(major) => setTyped({ ...typed, major })} clearable clearButtonProps={{ 'aria-label': t('requirement.all_majors') }} />
          </Group>
          <Group grow>
            {number('least', 20)}
            {number('most', 20)}
            {number('size', 2048)}
          </Group>
          <TextInput size="md" type="datetime-local" label={t('requirement.column.deadline')} value={typed.deadline} onChange={(event) => setTyped({ ...typed, deadline: event.currentTarget.value })} required />
          {isApiError(keep.error, 'invalid') ? <Text c="red.9">{t('requirement.wrong')}</Text> : <PlanError error={keep.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={keep.isPending}>
              {t('planning.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
