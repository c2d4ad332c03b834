import { Button, Group, Modal, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '@shared/api/client';
import { ErrorNotice } from '@shared/ui';
import type { PartKind } from './model';
import { useKeep, useRemovePart } from './requests';

export interface PartSectionProps<Part extends { id: string }> {
  examId: string;
  kind: PartKind;
  /** Its place among the steps, from 1. */
  step: number;
  parts: readonly Part[];
  columns: readonly string[];
  cells: (one: Part) => readonly ReactNode[];
  /** What people call one, for its buttons. */
  nameOf: (one: Part) => string;
  /** Said in place of the button to add while something else must come first. */
  first?: string | undefined;
  /** The form of a new part, or of an old one. */
  form: (one: Part | undefined, close: () => void) => ReactNode;
}

/** One step of the set-up: what there is, and a form to add and change. */
export function PartSection<Part extends { id: string }>(props: PartSectionProps<Part>) {
  const { kind, step, parts, columns, cells, nameOf, first, form } = props;
  const { t } = useTranslation();
  const [editing, setEditing] = useState<{ one: Part | undefined }>();
  const close = () => setEditing(undefined);
  return (
    <Paper component="section" withBorder p="md" id={kind} aria-labelledby={`${kind}-title`}>
      <Group justify="space-between" mb="sm">
        <Title order={2} id={`${kind}-title`}>
          {step}. {t(`planning.${kind}.title`)}
        </Title>
        {first === undefined ? (
          <Button onClick={() => setEditing({ one: undefined })}>{t(`planning.${kind}.add`)}</Button>
        ) : (
          <Text c="dimmed">{first}</Text>
        )}
      </Group>
      <Text c="dimmed" mb="sm">
        {t(`planning.${kind}.hint`)}
      </Text>
      {parts.length > 0 && (
        <Table verticalSpacing="xs" aria-labelledby={`${kind}-title`}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column}>{t(`planning.column.${column}`)}</Table.Th>
              ))}
              <Table.Th>{t('planning.actions')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {parts.map((one) => (
              <Table.Tr key={one.id} data-part={one.id}>
                {cells(one).map((cell, n) => (
                  <Table.Td key={columns[n] ?? n}>{cell}</Table.Td>
                ))}
                <Table.Td>
                  <Group gap="xs">
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={t('planning.edit_named', { name: nameOf(one) })}
                      onClick={() => setEditing({ one })}
                    >
                      {t('planning.edit')}
                    </Button>
                    <RemoveButton examId={props.examId} kind={kind} id={one.id} name={nameOf(one)} />
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {editing !== undefined && form(editing.one, close)}
    </Paper>
  );
}

function RemoveButton({ examId, kind, id, name }: { examId: string; kind: PartKind; id: string; name: string }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const remove = useRemovePart(examId, kind);
  return (
    <>
      <Button size="compact-sm" variant="subtle" color="red" aria-label={t('planning.remove_named', { name })} onClick={() => setAsking(true)}>
        {t('planning.remove')}
      </Button>
      {asking && (
        <Modal opened onClose={() => setAsking(false)} title={t('planning.remove_named', { name })}>
          <Stack gap="md">
            <Text>{t(`planning.${kind}.remove_hint`)}</Text>
            <PlanError error={remove.error} />
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setAsking(false)}>
                {t('action.cancel')}
              </Button>
              <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(id, { onSuccess: () => setAsking(false) })}>
                {t('planning.remove')}
              </Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </>
  );
}

/** A refusal of the set-up in words that name the way out. */
export function PlanError({ error }: { error: unknown }) {
  const { t, i18n } = useTranslation();
  const why = isApiError(error) ? (error.extras.why ?? error.extras.field) : undefined;
  const key = typeof why === 'string' ? `planning.refusal.${why}` : '';
  return <ErrorNotice error={error} {...(key !== '' && i18n.exists(key) && { title: t(key) })} />;
}

export interface PartFormProps {
  examId: string;
  kind: PartKind;
  title: string;
  /** What is sent; undefined while what is typed cannot be sent. */
  body: () => object | undefined;
  onClose: () => void;
  children: ReactNode;
}

/** The dialog around a part's fields: sends, says what was wrong, closes. */
export function PartForm({ examId, kind, title, body, onClose, children }: PartFormProps) {
  const { t } = useTranslation();
  const keep = useKeep(examId, kind);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const sent = body();
    if (sent === undefined || keep.isPending) return;
    keep.mutate(sent, {
      onSuccess: () => {
        notifications.show({ color: 'teal', message: t('planning.saved'), autoClose: 3_000 });
        onClose();
      },
    });
  };
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <form onSubmit={submit}>
        <Stack gap="md">
          {children}
          <PlanError error={keep.error} />
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
