import { Button, Paper, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api } from '@shared/api/client';
import type { StaffSessions } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { NotYours } from '../../layout/session-frame';
import { Shell } from '../../layout/shell';
import { Waiting } from '../../layout/waiting';

/** What candidates of a written exam answered, for those who judge it and see no board. */
export default function AnswersPage() {
  const { t } = useTranslation();
  const { sessionId = '' } = useParams();
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: () => api.get<StaffSessions>('/api/staff/sessions') });
  const session = sessions.data?.sessions.find(({ id }) => id === sessionId);
  return (
    <Shell title={session === undefined ? t('view.answers') : `${session.room.name} · ${session.subject.name}`}>
      <ErrorNotice error={sessions.error} onRetry={() => void sessions.refetch()} />
      {sessions.isPending && <Waiting />}
      {sessions.isSuccess && session === undefined && <NotYours />}
      {session !== undefined && (
        <Paper component="section" withBorder p="lg" maw="42rem" aria-label={t('view.answers')}>
          <Stack align="start">
            <Text>{t('proctor.export_holds')}</Text>
            <Button component="a" href={`/api/sessions/${session.id}/answers.zip`} download>
              {t('proctor.export')}
            </Button>
          </Stack>
        </Paper>
      )}
    </Shell>
  );
}
