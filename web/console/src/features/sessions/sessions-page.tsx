import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import { api } from '@shared/api/client';
import { useMe } from '@shared/api/hooks';
import { useServerNow } from '@shared/clock';
import type { Phase, StaffSession, StaffSessions } from '@shared/model';
import { ErrorNotice, PhaseBadge } from '@shared/ui';
import { areasFor } from '../../layout/areas';
import { Shell } from '../../layout/shell';
import { Waiting } from '../../layout/waiting';
import { sortRoles, viewsFor } from '../../roles';
import { onlyRunning, sortSessions, viewOf, whenOf } from './choose';
import classes from './sessions-page.module.css';

function useSessions() {
  return useQuery({
    queryKey: ['sessions'],
    queryFn: () => api.get<StaffSessions>('/api/staff/sessions'),
    refetchInterval: 15_000,
  });
}

const setsUp = (role: string) => role === 'school_admin' || role === 'college_admin';

/** After sign-in to one's own work: into the only session that runs, to what one sets up, else to the list. */
export function EntrancePage() {
  const query = useSessions();
  const me = useMe();
  const roles = me.data?.staff?.roles?.map(({ role }) => role) ?? [];
  const [area] = areasFor(roles).filter(({ path }) => path === '/exams' || path === '/candidates');
  if (roles.length > 0 && roles.every(setsUp) && area !== undefined) return <Navigate to={area.path} replace />;
  if (query.isPending) return <Waiting />;
  const only = query.data && onlyRunning(query.data.sessions, Date.parse(query.data.server_time));
  return <Navigate to={only === undefined ? '/sessions' : `/sessions/${only.id}/${viewOf(only, 'running')}`} replace />;
}

export function SessionsPage() {
  const { t } = useTranslation();
  const query = useSessions();
  const nowMs = useServerNow();
  return (
    <Shell menu title={t('sessions.title')}>
      <div className={classes.list}>
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
        {query.data?.sessions.length === 0 && (
          <Paper p="xl" withBorder>
            <Text size="lg">{t('sessions.none')}</Text>
          </Paper>
        )}
        {sortSessions(query.data?.sessions ?? [], nowMs).map((session) => (
          <SessionCard key={session.id} session={session} nowMs={nowMs} />
        ))}
      </div>
    </Shell>
  );
}

const colors = { running: 'teal.9', coming: 'brand', over: 'gray' } as const;

function SessionCard({ session, nowMs }: { session: StaffSession; nowMs: number }) {
  const { t } = useTranslation();
  const when = whenOf(session, nowMs);
  const first = viewOf(session, when);
  const others = viewsFor(session.my_roles, session.subject.exam_type).filter((view) => view !== first);
  return (
    <Paper component="section" withBorder p="lg" className={classes.card} data-when={when} aria-label={session.room.name}>
      <Stack gap={6}>
        <Group gap="sm">
          <h2 className={classes.name}>{session.room.name}</h2>
          <Badge color={colors[when]} variant={when === 'running' ? 'filled' : 'light'} size="lg" tt="none">
            {t(`sessions.${when}`)}
          </Badge>
        </Group>
        <Text size="md">
          {session.subject.name} · {t(`exam_type.${session.subject.exam_type}`)} · {session.exam.name}
        </Text>
        <Text size="md" className="numeral">
          <SessionTime session={session} />
        </Text>
        <Counts counts={session.counts} />
      </Stack>
      <Stack gap="xs" align="flex-end">
        <Text size="sm" c="dimmed">
          {t('sessions.role', { roles: sortRoles(session.my_roles).map((role) => t(`role.${role}`)).join(' · ') })}
        </Text>
        <Button component={Link} to={`/sessions/${session.id}/${first}`} size="lg" variant={when === 'running' ? 'filled' : 'light'}>
          {t(`sessions.enter.${first}`)}
        </Button>
        <Group gap={4}>
          {others.map((view) => (
            <Button key={view} component={Link} to={`/sessions/${session.id}/${view}`} variant="subtle" size="compact-md">
              {t(`view.${view}`)}
            </Button>
          ))}
        </Group>
      </Stack>
    </Paper>
  );
}

function SessionTime({ session }: { session: StaffSession }) {
  const { i18n } = useTranslation();
  const [start, end] = [new Date(session.starts_at), new Date(session.ends_at)];
  const day = start.toLocaleDateString(i18n.language, { month: 'long', day: 'numeric', weekday: 'short' });
  const hour = (at: Date) => at.toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit', hour12: false });
  return `${day} ${hour(start)} – ${hour(end)}`;
}

const shown: readonly Phase[] = ['interviewing', 'answering', 'invited', 'waiting', 'seated', 'submitted', 'check_in', 'assigned', 'finished', 'absent'];

function Counts({ counts }: { counts: StaffSession['counts'] }) {
  const { t } = useTranslation();
  const present = shown.filter((phase) => (counts[phase] ?? 0) > 0);
  if (present.length === 0) return <Text c="dimmed">{t('sessions.nobody')}</Text>;
  return (
    <Group gap="md" mt={4}>
      {present.map((phase) => (
        <Group key={phase} gap={6}>
          <PhaseBadge phase={phase} size="lg" />
          <Text fw={600} size="md" className="numeral">
            {counts[phase]}
          </Text>
        </Group>
      ))}
    </Group>
  );
}
