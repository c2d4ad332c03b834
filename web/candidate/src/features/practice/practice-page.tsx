import '@mantine/core/styles/List.css';
import { Badge, Button, Group, List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { EnrolmentView } from '@shared/model';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { Card } from '../../layout/card';
import { OfEnrolment } from '../../layout/enrolment';
import { Page } from '../../layout/page';
import { instantText, spanText } from '../room-info/when';
import { useBeginMock, usePractice, type Mock, type Practice } from './requests';

/** The mock exam: what it is, when it may be begun, what was done (FEATURES A15). */
export default function PracticePage() {
  const { t } = useTranslation();
  return <OfEnrolment title={t('practice.title')}>{(view) => <Own view={view} />}</OfEnrolment>;
}

function Own({ view }: { view: EnrolmentView }) {
  const { t } = useTranslation();
  const practice = usePractice(view.id);
  return (
    <Page title={t('practice.title')} lead={t('practice.lead')} back={`/enrolments/${view.id}`}>
      <ErrorNotice error={practice.error} onRetry={() => void practice.refetch()} />
      {practice.data !== undefined && (
        <>
          <Card tone="calm">
            <List spacing="xs" mb="md">
              {(['road', 'nobody', 'often', 'apart'] as const).map((one) => (
                <List.Item key={one}>{t(`practice.point.${one}`)}</List.Item>
              ))}
            </List>
            <Begin view={view} practice={practice.data} />
          </Card>
          <Before mocks={practice.data.mocks} />
        </>
      )}
    </Page>
  );
}

function Begin({ view, practice }: { view: EnrolmentView; practice: Practice }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const begin = useBeginMock(view.id);
  const running = practice.mocks.find((one) => !one.over);
  const start = async (again: boolean) => {
    const { sitting_id: id } = await begin.mutateAsync(again);
    await navigate(`/sittings/${id}`);
  };
  return (
    <Stack gap="sm">
      {practice.opens_at !== undefined && practice.closes_at !== undefined && (
        <Text c="var(--ink-soft)">{t('practice.window', { span: spanText(practice.opens_at, practice.closes_at, i18n.language) })}</Text>
      )}
      {running !== undefined && (
        <Button component={Link} to={`/sittings/${running.sitting_id}`} fullWidth size="xl">
          {t('practice.go_on')}
        </Button>
      )}
      {practice.open ? (
        <ProgressButton fullWidth size={running === undefined ? 'xl' : 'md'} variant={running === undefined ? 'filled' : 'subtle'} onPress={() => start(running !== undefined)}>
          {t(running === undefined ? 'practice.begin' : 'practice.begin_anew')}
        </ProgressButton>
      ) : (
        <Text role="note">{t('practice.closed')}</Text>
      )}
      <ErrorNotice error={begin.error} />
    </Stack>
  );
}

function Before({ mocks }: { mocks: readonly Mock[] }) {
  const { t, i18n } = useTranslation();
  const over = mocks.filter((one) => one.over);
  if (over.length === 0) return null;
  return (
    <Card>
      <section aria-label={t('practice.before')}>
        <Text fw={650} mb="sm">
          {t('practice.before')}
        </Text>
        <Stack gap="xs">
          {over.map((one) => (
            <Group key={one.sitting_id} justify="space-between" data-mock={one.done ? 'done' : 'left'}>
              <Text>{instantText(one.ended_at ?? one.begun_at, i18n.language)}</Text>
              <Badge tt="none" variant="outline" color={one.done ? 'teal.9' : 'gray.7'}>
                {t(one.done ? 'practice.done' : 'practice.left')}
              </Badge>
            </Group>
          ))}
        </Stack>
      </section>
    </Card>
  );
}
