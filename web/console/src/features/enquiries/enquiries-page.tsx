import { Anchor, Badge, Button, Group, Pagination, Paper, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { ExportButton } from '../../layout/export-button';
import { Shell } from '../../layout/shell';
import { CannedDialog, CannedMenu } from './canned';
import classes from './enquiries-page.module.css';

type List = Sent<components['schemas']['EnquiriesOutputBody']>;
type Enquiry = List['enquiries'][number];

const PAGE = 20;
const key = ['staff-enquiries'] as const;

/** Candidates' questions: who waits longest stands first (FEATURES A20). */
export default function EnquiriesPage() {
  const { t } = useTranslation();
  const [state, setState] = useState<string>('open');
  const [page, setPage] = useState(1);
  const [keeping, setKeeping] = useState(false);
  const query = { state: state === 'all' ? undefined : state, offset: (page - 1) * PAGE, limit: PAGE };
  const list = useQuery({
    queryKey: [...key, query],
    queryFn: () => api.get<List>('/api/enquiries', { query }),
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
  });
  return (
    <Shell menu title={t('ask.title')}>
      <Stack gap="md" maw={1000} mx="auto">
        <Group>
          <SegmentedControl
            size="md"
            aria-label={t('ask.filter')}
            data={(['open', 'answered', 'closed', 'all'] as const).map((value) => ({ value, label: t(`ask.state.${value}`) }))}
            value={state}
            onChange={(value) => {
              setState(value);
              setPage(1);
            }}
          />
          <Button size="md" variant="default" onClick={() => setKeeping(true)}>
            {t('canned.manage')}
          </Button>
          <ExportButton path="/api/enquiries/export" query={{ state: query.state }} />
        </Group>
        <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
        {list.data !== undefined && (
          <Text role="status" c="dimmed">
            {t('ask.total', { count: list.data.total })}
          </Text>
        )}
        {(list.data?.enquiries ?? []).map((one) => (
          <Talk key={one.id} one={one} />
        ))}
        {list.data !== undefined && list.data.total > PAGE && (
          <Pagination total={Math.ceil(list.data.total / PAGE)} value={page} onChange={setPage} />
        )}
      </Stack>
      {keeping && <CannedDialog onClose={() => setKeeping(false)} />}
    </Shell>
  );
}

function Talk({ one }: { one: Enquiry }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const act = useMutation({
    mutationFn: (body: { act: 'claim' | 'answer' | 'close'; text?: string }) => api.post(`/api/enquiries/${one.id}/acts`, body),
    onSuccess: (_, { act: done }) => {
      if (done === 'answer') setText('');
    },
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    act.mutate({ act: 'answer', text });
  };
  return (
    <Paper withBorder p="md" component="article" data-enquiry={one.subject} aria-label={one.subject}>
      <Group justify="space-between" mb="xs">
        <Text fw={650} dir="auto">
          {one.subject}
        </Text>
        <Group gap="xs">
          {one.claimed !== undefined && <Badge tt="none" variant="light" color="orange">{t('ask.claimed', { name: one.claimed })}</Badge>}
          <Badge tt="none" variant="light" color={one.state === 'open' ? 'red' : 'teal'}>
            {t(`ask.state.${one.state}`)}
          </Badge>
        </Group>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        {one.number} · {one.name} · {one.exam}
      </Text>
      {one.words.map((word) => (
        <div key={word.id} className={classes.word} data-staff={word.from_staff}>
          <Text size="sm" c="dimmed">
            {t(word.from_staff ? 'ask.school' : 'ask.candidate')} · {new Date(word.at).toLocaleString(i18n.language)}
          </Text>
          <Text className={classes.text} dir="auto">
            {word.text}
          </Text>
          <Group gap="xs">
            {word.photos.map((photo, n) => (
              <Anchor key={photo} href={`/api/enquiries/${one.id}/photos/${photo}`} target="_blank" rel="noreferrer">
                <img className={classes.thumb} src={`/api/enquiries/${one.id}/photos/${photo}`} alt={t('ask.photo', { n: n + 1 })} loading="lazy" />
              </Anchor>
            ))}
          </Group>
        </div>
      ))}
      <form onSubmit={submit}>
        <Textarea
          aria-label={t('ask.answer')}
          placeholder={t('ask.answer')}
          autosize
          minRows={2}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onFocus={() => one.state === 'open' && one.claimed === undefined && act.mutate({ act: 'claim' })}
          required
        />
        <ErrorNotice error={act.error} />
        <Group mt="xs">
          <Button type="submit" loading={act.isPending && act.variables.act === 'answer'}>
            {t('ask.send')}
          </Button>
          <CannedMenu onInsert={(canned) => setText((before) => (before.trim() === '' ? canned : `${before}\n${canned}`))} />
          {one.state !== 'closed' && (
            <Button variant="default" onClick={() => act.mutate({ act: 'close' })}>
              {t('ask.close')}
            </Button>
          )}
        </Group>
      </form>
    </Paper>
  );
}
