import { Checkbox, NumberInput, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import classes from './questions-page.module.css';

type VideoRule = components['schemas']['RuleView'];

/** How the candidates of a video session record themselves. */
export function VideoRuleSection({ sessionId }: { sessionId: string }) {
  const { t } = useTranslation();
  const rule = useQuery({
    queryKey: ['video-rule', sessionId],
    queryFn: () => api.get<VideoRule>(`/api/sessions/${sessionId}/video-rule`),
  });
  return (
    <section className={classes.card} aria-label={t('video.rule.title')}>
      <h2 className={classes.title}>{t('video.rule.title')}</h2>
      <ErrorNotice error={rule.error} onRetry={() => void rule.refetch()} />
      {rule.data !== undefined && <RuleForm key={JSON.stringify(rule.data)} sessionId={sessionId} before={rule.data} />}
    </section>
  );
}

/** The numbers of a rule with their bounds. */
const numbers = [
  ['tries', 1, 20],
  ['min_seconds', 1, 3600],
  ['max_seconds', 1, 3600],
  ['reading_seconds', 0, 3600],
  ['grace_minutes', 1, 240],
] as const;

function RuleForm({ sessionId, before }: { sessionId: string; before: VideoRule }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [rule, setRule] = useState(before);
  const [error, setError] = useState<unknown>();
  return (
    <Stack gap="sm">
      {numbers.map(([field, min, max]) => (
        <NumberInput
          key={field}
          label={t(`video.rule.${field}`)}
          min={min}
          max={max}
          value={rule[field]}
          onChange={(value) => setRule({ ...rule, [field]: Number(value) })}
        />
      ))}
      <Checkbox label={t('video.rule.draw_question')} checked={rule.draw_question} onChange={(event) => setRule({ ...rule, draw_question: event.currentTarget.checked })} />
      <Checkbox label={t('video.rule.broken_costs')} checked={rule.broken_costs} onChange={(event) => setRule({ ...rule, broken_costs: event.currentTarget.checked })} />
      <Text size="sm" c="dimmed">
        {t('video.rule.hint')}
      </Text>
      <ErrorNotice error={error} />
      <ProgressButton
        onPress={async () => {
          try {
            await api.put(`/api/sessions/${sessionId}/video-rule`, rule);
            setError(undefined);
            notifications.show({ message: t('video.rule.kept') });
            await client.invalidateQueries({ queryKey: ['video-rule', sessionId] });
          } catch (refusal) {
            setError(refusal);
          }
        }}
      >
        {t('video.rule.keep')}
      </ProgressButton>
    </Stack>
  );
}
