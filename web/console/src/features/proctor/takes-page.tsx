import { Alert, Badge, Group, NavLink, Paper, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent, StaffSessions } from '@shared/model';
import { ErrorNotice, PhaseBadge } from '@shared/ui';
import { Shell } from '../../layout/shell';
import { Waiting } from '../../layout/waiting';
import { Takes } from './take-dialog';
import own from './video.module.css';

type TakesLine = Sent<components['schemas']['TakesLine']>;

/** What was recorded in a video exam, for those who judge it: by order number, without names (FEATURES F7). */
export default function TakesPage() {
  const { t } = useTranslation();
  const { sessionId = '' } = useParams();
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: () => api.get<StaffSessions>('/api/staff/sessions') });
  const session = sessions.data?.sessions.find(({ id }) => id === sessionId);
  const lines = useQuery({
    queryKey: ['takes', sessionId],
    queryFn: async () => (await api.get<{ lines: TakesLine[] | null }>(`/api/sessions/${sessionId}/takes`)).lines ?? [],
    refetchInterval: 15_000,
  });
  const [chosen, setChosen] = useState<string>();
  const line = lines.data?.find(({ sitting_id: id }) => id === chosen);
  return (
    <Shell title={session === undefined ? t('view.takes') : `${session.room.name} · ${session.subject.name}`}>
      <ErrorNotice error={lines.error} onRetry={() => void lines.refetch()} />
      {lines.isPending && <Waiting />}
      {lines.data?.length === 0 && <Alert>{t('video.nothing')}</Alert>}
      <div className={own.judged}>
        <Stack component="nav" gap={4} aria-label={t('video.lines')}>
          {lines.data?.map((one) => (
            <NavLink
              key={one.sitting_id}
              component="button"
              data-order={one.order}
              active={one === line}
              onClick={() => setChosen(one.sitting_id)}
              label={
                <Group gap="xs">
                  {t('video.line', { n: one.order })}
                  {one.answered ? <Badge color="teal.9" tt="none">{t('video.take_state.final')}</Badge> : <PhaseBadge phase={one.phase} />}
                </Group>
              }
            />
          ))}
        </Stack>
        {line !== undefined && (
          <Paper component="section" withBorder p="md" aria-label={t('video.line', { n: line.order })}>
            <Takes key={line.sitting_id} sittingId={line.sitting_id} />
          </Paper>
        )}
      </div>
    </Shell>
  );
}
