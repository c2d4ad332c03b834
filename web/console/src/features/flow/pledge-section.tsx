import { Accordion, Badge, Button, Group, Modal, Paper, SegmentedControl, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '@shared/api/client';
import type { Named } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import classes from './flow-page.module.css';
import type { Published } from './model';
import { usePledges, usePublish } from './requests';

/** The published pledges of the school and of the exam; a new text is a new version (FEATURES B4). */
export function PledgeSection({ exam, current }: { exam: Named; current: Published | undefined }) {
  const { t, i18n } = useTranslation();
  const [place, setPlace] = useState<'exam' | 'school'>(current?.exam_id === exam.id ? 'exam' : 'school');
  const examId = place === 'exam' ? exam.id : '';
  const list = usePledges(examId);
  const [writing, setWriting] = useState(false);
  const all = list.data?.pledges ?? [];
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="pledge-title">
      <Group justify="space-between" mb="xs">
        <Title order={2} id="pledge-title">
          {t('flow.pledge.title')}
        </Title>
        <Button onClick={() => setWriting(true)}>{t('flow.pledge.write')}</Button>
      </Group>
      <Text c="dimmed" mb="sm">
        {t('flow.pledge.hint')}
      </Text>
      <SegmentedControl
        aria-label={t('flow.pledge.place')}
        value={place}
        onChange={(value) => setPlace(value === 'exam' ? 'exam' : 'school')}
        data={(['school', 'exam'] as const).map((value) => ({ value, label: t(`flow.pledge.of_${value}`) }))}
        mb="sm"
      />
      <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
      {list.data !== undefined && all.length === 0 && <Text>{t('flow.pledge.none')}</Text>}
      <Accordion variant="contained">
        {all.map((one) => (
          <Accordion.Item key={one.id} value={one.id} data-version={one.version}>
            <Accordion.Control>
              <Group gap="sm">
                <Text fw={600}>{t('flow.pledge.version', { version: one.version })}</Text>
                <Text>{one.title}</Text>
                {one.id === current?.id && (
                  <Badge tt="none" color="teal" variant="light">
                    {t('flow.pledge.current')}
                  </Badge>
                )}
                <Text size="sm" c="dimmed">
                  {new Date(one.published_at).toLocaleString(i18n.language)} · {one.published_by}
                </Text>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <Text className={classes.version}>{one.body}</Text>
              <Text size="sm" c="dimmed" mt="xs" style={{ overflowWrap: 'anywhere' }}>
                SHA-256 {one.sha256}
              </Text>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      {writing && <Write examId={examId} last={all[0]} onClose={() => setWriting(false)} />}
    </Paper>
  );
}

function Write({ examId, last, onClose }: { examId: string; last: Published | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const publish = usePublish();
  const [typed, setTyped] = useState({ title: last?.title ?? t('flow.pledge.sample_title'), body: last?.body ?? t('flow.pledge.sample') });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    publish.mutate({ ...typed, ...(examId === '' ? {} : { exam_id: examId }) }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title={t(examId === '' ? 'flow.pledge.write_school' : 'flow.pledge.write_exam')} size="xl">
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput size="md" label={t('flow.pledge.heading')} value={typed.title} onChange={(event) => setTyped({ ...typed, title: event.currentTarget.value })} maxLength={200} required data-autofocus />
          <Textarea size="md" label={t('flow.pledge.text')} value={typed.body} onChange={(event) => setTyped({ ...typed, body: event.currentTarget.value })} maxLength={20_000} autosize minRows={10} maxRows={22} required />
          <Text size="sm" c="dimmed">
            {t('flow.pledge.effect')}
          </Text>
          {isApiError(publish.error, 'conflict') ? (
            <Text c="red.9" role="alert">
              {t('flow.pledge.same_text')}
            </Text>
          ) : (
            <ErrorNotice error={publish.error} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={publish.isPending}>
              {t('flow.pledge.publish')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
