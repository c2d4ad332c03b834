import { Button, Group, Paper, Select, Stack, Switch, Text, Textarea, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import { sessionName, type SetUp } from './model';
import { PlanError } from './part-section';
import { spanIn } from './zoned';

type Policy = components['schemas']['PolicyView'];

/** Admission tickets: whether candidates see them, what is printed on each, all as one PDF (FEATURES A18). */
export function TicketsSection({ set, step }: { set: SetUp; step: number }) {
  const { t } = useTranslation();
  // Below the set-up's own key, so that it is asked again after each change there.
  const policy = useQuery({ queryKey: ['planned-exam', set.id, 'tickets'], queryFn: () => api.get<Policy>(`/api/exams/${set.id}/tickets`) });
  return (
    <Paper component="section" withBorder p="md" id="tickets" aria-labelledby="tickets-title">
      <Title order={2} id="tickets-title" mb="sm">
        {step}. {t('tickets.title')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('tickets.hint')}
      </Text>
      <PlanError error={policy.error} />
      {policy.data !== undefined && (
        <Stack gap="md">
          <Text data-tickets={policy.data.ready}>{t('tickets.count', { ready: policy.data.ready, entrants: policy.data.entrants })}</Text>
          {policy.data.without_photo > 0 && <Text fw={600}>{t('tickets.without_photo', { count: policy.data.without_photo })}</Text>}
          <Settings key={policy.data.notes} examId={set.id} policy={policy.data} />
          {policy.data.ready > 0 && <Printing set={set} />}
        </Stack>
      )}
    </Paper>
  );
}

/** As many characters as the server takes. */
const MAX_NOTES = 1000;

function Settings({ examId, policy }: { examId: string; policy: Policy }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [notes, setNotes] = useState(policy.notes);
  const settle = useMutation({
    mutationFn: (body: { published: boolean; notes: string }) => api.put(`/api/exams/${examId}/tickets`, body),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['planned-exam', examId, 'tickets'] });
      notifications.show({ color: 'teal', message: t('planning.saved'), autoClose: 3_000 });
    },
  });
  return (
    <>
      <Switch
        size="md"
        label={t('tickets.published')}
        description={t('tickets.published_hint')}
        checked={settle.isPending ? settle.variables.published : policy.published}
        disabled={settle.isPending}
        onChange={(event) => settle.mutate({ published: event.currentTarget.checked, notes: policy.notes })}
      />
      <Group align="flex-end">
        <Textarea
          size="md"
          flex={1}
          label={t('tickets.notes')}
          description={t('tickets.notes_hint')}
          value={notes}
          maxLength={MAX_NOTES}
          onChange={(event) => setNotes(event.currentTarget.value)}
          autosize
          minRows={2}
        />
        <Button
          size="md"
          variant="light"
          disabled={notes.trim() === policy.notes}
          loading={settle.isPending}
          onClick={() => settle.mutate({ published: policy.published, notes })}
        >
          {t('planning.save')}
        </Button>
      </Group>
      <PlanError error={settle.error} />
    </>
  );
}

function Printing({ set }: { set: SetUp }) {
  const { t, i18n } = useTranslation();
  const [session, setSession] = useState<string | null>(null);
  const query = session === null ? '' : `?session_id=${encodeURIComponent(session)}`;
  return (
    <Group align="flex-end">
      <Select
        size="md"
        flex={1}
        label={t('tickets.which')}
        placeholder={t('tickets.all')}
        data={set.sessions
          .filter((one) => one.seated > 0)
          .map((one) => ({ value: one.id, label: `${sessionName(set, one)} · ${spanIn(set.time_zone, i18n.language, one.starts_at, one.ends_at)}` }))}
        value={session}
        onChange={setSession}
        clearable
      />
      <Button size="md" component="a" href={`/api/exams/${set.id}/tickets/pdf${query}`} download>
        {t('tickets.print')}
      </Button>
    </Group>
  );
}
