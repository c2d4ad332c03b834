import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useParams } from 'react-router';
import { useConfig, useMe, usePublicSchool } from '@shared/api/hooks';
import type { Me } from '@shared/model';
import { problemOfSurroundings, surroundings } from '@shared/media/device-problem';
import { ErrorNotice } from '@shared/ui';
import { Card } from '../../layout/card';
import { Page } from '../../layout/page';
import { Waiting } from '../../layout/waiting';
import { BrowserNotice } from './browser-notice';
import { SignInForm } from './sign-in-form';

/** The school's door: who is signed in goes on, who is not signs in. */
export function HomePage() {
  const me = useMe();
  const { slug } = useParams();
  if (me.isPending) return <Waiting />;
  if (me.isError) return <Unreachable error={me.error} onRetry={() => void me.refetch()} />;
  if (me.data === null) return <SignInPage slug={slug} />;
  return <SignedIn me={me.data} slug={slug} />;
}

function SignedIn({ me, slug }: { me: Me; slug: string | undefined }) {
  const { t } = useTranslation();
  if (me.kind === 'device' && me.sitting_id !== undefined) {
    return <Navigate to={`/sittings/${me.sitting_id}`} replace />;
  }
  if (me.kind === 'candidate') {
    return <Navigate to={slug === undefined ? '/choose' : `/choose?school=${slug}`} replace />;
  }
  return (
    <Page title={t('home.staff_title')} lead={t('home.staff_lead', { name: me.staff?.name ?? '' })}>
      <Button component="a" href="/staff/" fullWidth>
        {t('home.to_staff')}
      </Button>
    </Page>
  );
}

function SignInPage({ slug }: { slug: string | undefined }) {
  const { t } = useTranslation();
  const school = usePublicSchool(slug ?? '');
  const config = useConfig();
  const hindrance = problemOfSurroundings(surroundings());
  return (
    <Page title={school.data?.name ?? t('home.title')} lead={school.data?.intro || t('home.lead')} bare>
      {hindrance !== undefined && <BrowserNotice problem={hindrance} />}
      <Card>
        <SignInForm />
      </Card>
      <Stack gap={6} align="center">
        <Anchor component={Link} to="/pair" size="sm">
          {t('home.second_camera')}
        </Anchor>
        {school.data?.contact !== undefined && school.data.contact !== '' && (
          <Text size="sm" c="var(--ink-soft)">
            {t('home.contact', { contact: school.data.contact })}
          </Text>
        )}
        {config.data?.demo === true && (
          <Anchor component={Link} to="/demo" size="sm">
            {t('home.demo')}
          </Anchor>
        )}
      </Stack>
    </Page>
  );
}

function Unreachable({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <Page title={t('home.title')} bare>
      <ErrorNotice error={error} onRetry={onRetry} />
    </Page>
  );
}
