import { Button, Group, NumberInput, Paper, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { SetUp } from './model';
import { PlanError } from './part-section';
import { toInstant, toWall } from './zoned';

type Window = components['schemas']['MockWindowView'];

const MAX_QUESTION = 2000;

/** When the exam's candidates may practise, and what they are asked (FEATURES A15). */
export function MockSection({ set, step }: { set: SetUp; step: number }) {
  const { t } = useTranslation();
  const windows = useQuery({
    queryKey: ['planned-exam', set.id, 'mock-windows'],
    queryFn: () => api.get<{ windows: Window[] }>('/api/mock-windows'),
  });
  const own = windows.data?.windows.find((one) => one.exam_id === set.id);
  const kinds = new Map(set.subjects.map((one) => [one.id, one.exam_type]));
  const practised = set.sessions.some((one) => kinds.get(one.subject_id) !== 'proctored');
  return (
    <Paper component="section" withBorder p="md" id="mock" aria-labelledby="mock-title" data-mock={own === undefined ? 'none' : 'set'}>
      <Title order={2} id="mock-title" mb="sm">
        {step}. {t('mock.title')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('mock.hint')}
      </Text>
      {!practised && <Text mb="sm">{t('mock.needs_session')}</Text>}
      <PlanError error={windows.error} />
      {windows.data !== undefined && <Settings key={own?.changed_at} set={set} own={own} />}
    </Paper>
  );
}

function Settings({ set, own }: { set: SetUp; own: Window | undefined }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const wall = (instant: string | undefined) => (instant === undefined ? '' : toWall(instant, set.time_zone));
  const [typed, setTyped] = useState({
    opens: wall(own?.opens_at),
    closes: wall(own?.closes_at),
    seconds: (own?.conversation_s ?? 60) as number | string,
    question: own?.question ?? t('mock.usual_question'),
  });
  const path = `/api/exams/${set.id}/mock-window`;
  const said = (message: string) => ({
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['planned-exam', set.id, 'mock-windows'] });
      notifications.show({ color: 'teal', message, autoClose: 3_000 });
    },
  });
  const keep = useMutation({ mutationFn: (body: object) => api.put(path, body), ...said(t('planning.saved')) });
  const remove = useMutation({ mutationFn: () => api.delete(path), ...said(t('mock.removed')) });
  const [opens, closes] = [typed.opens, typed.closes].map((one) => toInstant(one, set.time_zone));
  const whole = opens !== undefined && closes !== undefined && typeof typed.seconds === 'number' && typed.question.trim() !== '';
  return (
    <Stack gap="md">
      <Group grow>
        <TextInput size="md" type="datetime-local" label={t('mock.opens')} value={typed.opens} onChange={(event) => setTyped({ ...typed, opens: event.currentTarget.value })} />
        <TextInput size="md" type="datetime-local" label={t('mock.closes')} value={typed.closes} onChange={(event) => setTyped({ ...typed, closes: event.currentTarget.value })} />
        <NumberInput size="md" label={t('mock.seconds')} value={typed.seconds} onChange={(seconds) => setTyped({ ...typed, seconds })} min={20} max={600} />
      </Group>
      <Textarea
        size="md"
        label={t('mock.question')}
        value={typed.question}
        maxLength={MAX_QUESTION}
        onChange={(event) => setTyped({ ...typed, question: event.currentTarget.value })}
        autosize
        minRows={2}
      />
      <Group>
        <Button
          size="md"
          disabled={!whole}
          loading={keep.isPending}
          onClick={() => keep.mutate({ opens_at: opens, closes_at: closes, conversation_s: typed.seconds, question: typed.question })}
        >
          {t(own === undefined ? 'mock.open' : 'planning.save')}
        </Button>
        {own !== undefined && (
          <Button size="md" variant="default" c="red.9" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('mock.remove')}
          </Button>
        )}
      </Group>
      <PlanError error={keep.error ?? remove.error} />
    </Stack>
  );
}
