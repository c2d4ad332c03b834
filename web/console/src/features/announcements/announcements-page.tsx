import { Badge, Button, Checkbox, Group, Modal, Select, Stack, Table, Text, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import { useMe } from '@shared/api/hooks';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';
import { sendUpload } from '@shared/send-upload';
import { ErrorNotice } from '@shared/ui';
import { Shell } from '../../layout/shell';
import { Readers } from './readers';

type List = Sent<components['schemas']['StaffAnnouncementsOutputBody']>;
type Announcement = List['announcements'][number];
type Target = List['targets'][number];

const key = ['announcements'] as const;

/** The school's word to its candidates, with how many have read it (FEATURES A10). */
export default function AnnouncementsPage() {
  const { t } = useTranslation();
  const list = useQuery({ queryKey: key, queryFn: () => api.get<List>('/api/announcements'), refetchInterval: 15_000 });
  const [writing, setWriting] = useState<{ one: Announcement | undefined }>();
  const [withdrawing, setWithdrawing] = useState<Announcement>();
  const [reading, setReading] = useState<Announcement>();
  return (
    <Shell menu title={t('announce.title')}>
      <Stack gap="md" maw={1200} mx="auto">
        <Group>
          <Button size="md" onClick={() => setWriting({ one: undefined })} disabled={list.data === undefined}>
            {t('announce.write')}
          </Button>
        </Group>
        <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
        {list.data?.announcements.length === 0 && <Text size="lg">{t('announce.none')}</Text>}
        {list.data !== undefined && list.data.announcements.length > 0 && (
          <Rows list={list.data.announcements} onChange={(one) => setWriting({ one })} onWithdraw={setWithdrawing} onReaders={setReading} />
        )}
      </Stack>
      {writing !== undefined && <Writer one={writing.one} targets={list.data?.targets ?? []} onClose={() => setWriting(undefined)} />}
      {reading !== undefined && <Readers id={reading.id} title={reading.title} onClose={() => setReading(undefined)} />}
      {withdrawing !== undefined && <Withdraw one={withdrawing} onClose={() => setWithdrawing(undefined)} />}
    </Shell>
  );
}

interface RowsProps {
  list: Announcement[];
  onChange: (one: Announcement) => void;
  onWithdraw: (one: Announcement) => void;
  onReaders: (one: Announcement) => void;
}

function Rows({ list, onChange, onWithdraw, onReaders }: RowsProps) {
  const { t, i18n } = useTranslation();
  return (
    <Table striped verticalSpacing="xs" aria-label={t('announce.title')}>
      <Table.Thead>
        <Table.Tr>
          {(['title', 'for', 'from', 'state', 'read', 'actions'] as const).map((column) => (
            <Table.Th key={column}>{t(`announce.column.${column}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {list.map((one) => (
          <Table.Tr key={one.id} data-announcement={one.title}>
            <Table.Td>
              {one.important && <Badge tt="none" color="orange" variant="light" mr={6}>{t('announce.important')}</Badge>}
              {one.title}
              {one.files.length > 0 && <Text size="sm" c="dimmed">{one.files.map(({ name }) => name).join(' · ')}</Text>}
            </Table.Td>
            <Table.Td>{one.kind === 'school' ? t('announce.whole') : one.scope_name}</Table.Td>
            <Table.Td>{new Date(one.visible_from).toLocaleString(i18n.language)}</Table.Td>
            <Table.Td>
              <State one={one} />
            </Table.Td>
            <Table.Td>
              <Button size="compact-sm" variant="subtle" aria-label={t('readers.title', { title: one.title })} onClick={() => onReaders(one)}>
                {t('announce.reads', { reads: one.reads, people: one.people })}
              </Button>
            </Table.Td>
            <Table.Td>
              {one.withdrawn_at === undefined && (
                <Group gap="xs">
                  <Button size="compact-sm" variant="default" aria-label={t('announce.change_named', { title: one.title })} onClick={() => onChange(one)}>
                    {t('announce.change')}
                  </Button>
                  <Button size="compact-sm" variant="subtle" color="red" aria-label={t('announce.withdraw_named', { title: one.title })} onClick={() => onWithdraw(one)}>
                    {t('announce.withdraw')}
                  </Button>
                </Group>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function State({ one }: { one: Announcement }) {
  const { t } = useTranslation();
  const [now] = useState(() => Date.now());
  const state = one.withdrawn_at !== undefined ? 'withdrawn' : Date.parse(one.visible_from) > now ? 'scheduled' : 'visible';
  const shade = { withdrawn: 'gray', scheduled: 'orange', visible: 'teal' } as const;
  return (
    <Badge tt="none" variant="light" color={shade[state]}>
      {t(`announce.state.${state}`)}
    </Badge>
  );
}

function Writer({ one, targets, onClose }: { one: Announcement | undefined; targets: Target[]; onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const [typed, setTyped] = useState({ title: one?.title ?? '', body: one?.body ?? '', important: one?.important ?? false, from: '' });
  const [target, setTarget] = useState<string | null>(one === undefined ? firstOf(targets) : `${one.kind} ${one.scope_id}`);
  const [files, setFiles] = useState((one?.files ?? []).map(({ id, name }) => ({ id, name })));
  const send = useMutation({
    mutationFn: async (file: File) => ({
      id: await sendUpload({
        ...{ purpose: 'announcement_file' as const, ownerId: me.data?.school?.id ?? '', file, type: file.type },
        ...{ onProgress: () => undefined, signal: new AbortController().signal },
      }),
      name: file.name,
    }),
    onSuccess: (sent) => setFiles((before) => [...before, sent]),
  });
  const keep = useMutation({
    mutationFn: () => {
      const [kind, id] = (target ?? '').split(' ');
      return api.post('/api/announcements', {
        ...{ id: one?.id, kind, scope_id: id, title: typed.title, body: typed.body, important: typed.important },
        ...{ file_ids: files.map((file) => file.id), visible_from: typed.from === '' ? one?.visible_from : new Date(typed.from).toISOString() },
      });
    },
    onSuccess: async () => {
      notifications.show({ color: 'teal', message: t('announce.saved'), autoClose: 3_000 });
      await client.invalidateQueries({ queryKey: key });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!keep.isPending && !send.isPending && target !== null) keep.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t(one === undefined ? 'announce.write' : 'announce.change')} size="xl">
      <form onSubmit={submit}>
        <Stack gap="md">
          <Select
            size="md"
            label={t('announce.column.for')}
            data={targets.map((each) => ({ value: `${each.kind} ${each.id}`, label: each.kind === 'school' ? t('announce.whole') : `${t(`announce.kind.${each.kind}`)} · ${each.name}` }))}
            value={target}
            onChange={setTarget}
            searchable
            allowDeselect={false}
          />
          <TextInput size="md" label={t('announce.column.title')} maxLength={200} value={typed.title} onChange={(event) => setTyped({ ...typed, title: event.currentTarget.value })} required data-autofocus />
          <Textarea size="md" label={t('announce.body')} maxLength={20000} autosize minRows={6} maxRows={16} value={typed.body} onChange={(event) => setTyped({ ...typed, body: event.currentTarget.value })} required />
          <Group align="flex-end">
            <TextInput size="md" type="datetime-local" label={t('announce.from')} description={t('announce.from_hint')} value={typed.from} onChange={(event) => setTyped({ ...typed, from: event.currentTarget.value })} />
            <Checkbox size="md" label={t('announce.important_hint')} checked={typed.important} onChange={(event) => setTyped({ ...typed, important: event.currentTarget.checked })} />
          </Group>
          <Attachments files={files} busy={send.isPending} onSend={(file) => send.mutate(file)} onDrop={(id) => setFiles(files.filter((file) => file.id !== id))} />
          <ErrorNotice error={send.error} title={t('announce.file_refused')} />
          <ErrorNotice error={keep.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={keep.isPending} disabled={send.isPending}>
              {t('announce.publish')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function firstOf(targets: Target[]): string | null {
  const [first] = targets;
  return first === undefined ? null : `${first.kind} ${first.id}`;
}

interface AttachmentsProps {
  files: { id: string; name: string }[];
  busy: boolean;
  onSend: (file: File) => void;
  onDrop: (id: string) => void;
}

function Attachments({ files, busy, onSend, onDrop }: AttachmentsProps) {
  const { t } = useTranslation();
  return (
    <Stack gap={6}>
      {files.map((file) => (
        <Group key={file.id} gap="xs">
          <Text size="sm">{file.name}</Text>
          <Button size="compact-sm" variant="subtle" color="red" aria-label={t('announce.drop_file', { name: file.name })} onClick={() => onDrop(file.id)}>
            ✕
          </Button>
        </Group>
      ))}
      <Text component="label" size="sm" fw={600}>
        {t(busy ? 'announce.sending' : 'announce.attach')}{' '}
        <input
          type="file"
          accept="application/pdf,image/png,image/jpeg"
          disabled={busy}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (file !== undefined) onSend(file);
          }}
        />
      </Text>
    </Stack>
  );
}

function Withdraw({ one, onClose }: { one: Announcement; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const withdraw = useMutation({
    mutationFn: () => api.post(`/api/announcements/${one.id}/withdrawal`, { reason }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: key });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    withdraw.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t('announce.withdraw_named', { title: one.title })}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput size="md" label={t('announce.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} required data-autofocus />
          <ErrorNotice error={withdraw.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" color="red.9" loading={withdraw.isPending}>
              {t('announce.withdraw')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
