import { Button, Group, Menu, Modal, Stack, Table, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isApiError } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';
import { ErrorNotice } from '@shared/ui';

type List = Sent<components['schemas']['CannedAnswersOutputBody']>;
type Canned = List['answers'][number];

const key = ['canned-answers'] as const;
const useCanned = () => useQuery({ queryKey: key, queryFn: () => api.get<List>('/api/canned-answers') });

/** Puts one of the school's answers into the answer box. */
export function CannedMenu({ onInsert }: { onInsert: (text: string) => void }) {
  const { t } = useTranslation();
  const answers = useCanned().data?.answers ?? [];
  if (answers.length === 0) return null;
  return (
    <Menu position="bottom-start" width={320}>
      <Menu.Target>
        <Button variant="default">{t('canned.insert')} ▾</Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {answers.map((one) => (
          <Menu.Item key={one.id} onClick={() => onInsert(one.text)}>
            {one.title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The answers that the school keeps: whoever may answer keeps them. */
export function CannedDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const list = useCanned();
  const [changed, setChanged] = useState<Canned>();
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/api/canned-answers/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  return (
    <Modal opened onClose={onClose} title={t('canned.title')} size="xl">
      <Stack gap="md">
        <Text c="dimmed">{t('canned.hint')}</Text>
        <ErrorNotice error={list.error ?? remove.error} />
        {(list.data?.answers.length ?? 0) > 0 && (
          <Table aria-label={t('canned.title')} verticalSpacing="xs">
            <Table.Tbody>
              {(list.data?.answers ?? []).map((one) => (
                <Table.Tr key={one.id}>
                  <Table.Td>
                    <Text fw={600}>{one.title}</Text>
                    <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                      {one.text}
                    </Text>
                  </Table.Td>
                  <Table.Td w={190}>
                    <Group gap="xs" wrap="nowrap">
                      <Button size="compact-sm" variant="default" aria-label={t('canned.change_named', { title: one.title })} onClick={() => setChanged(one)}>
                        {t('canned.change')}
                      </Button>
                      <Button size="compact-sm" variant="subtle" color="red" aria-label={t('canned.remove_named', { title: one.title })} onClick={() => remove.mutate(one.id)}>
                        {t('canned.remove')}
                      </Button>
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        <Writer key={changed?.id ?? ''} one={changed} onKept={() => setChanged(undefined)} />
      </Stack>
    </Modal>
  );
}

function Writer({ one, onKept }: { one: Canned | undefined; onKept: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [typed, setTyped] = useState({ title: one?.title ?? '', text: one?.text ?? '' });
  const keep = useMutation({
    mutationFn: () => api.post('/api/canned-answers', { id: one?.id, ...typed }),
    onSuccess: async () => {
      setTyped({ title: '', text: '' });
      await client.invalidateQueries({ queryKey: key });
      onKept();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!keep.isPending) keep.mutate();
  };
  const full = isApiError(keep.error, 'conflict');
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput size="md" label={t('canned.name')} maxLength={200} value={typed.title} onChange={(event) => setTyped({ ...typed, title: event.currentTarget.value })} required />
        <Textarea size="md" label={t('canned.text')} maxLength={4000} autosize minRows={3} value={typed.text} onChange={(event) => setTyped({ ...typed, text: event.currentTarget.value })} required />
        <ErrorNotice error={keep.error} {...(full && { title: t('canned.full') })} />
        <Group justify="flex-end">
          {one !== undefined && (
            <Button variant="default" onClick={onKept}>
              {t('action.cancel')}
            </Button>
          )}
          <Button type="submit" loading={keep.isPending}>
            {t(one === undefined ? 'canned.add' : 'canned.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
