import { Badge, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EnrolmentView } from '@shared/model';
import { Card } from '../../layout/card';
import { instantText } from '../room-info/when';
import { usePractice } from './requests';

/** The way to the mock exam; nothing where the exam has none (FEATURES A15). */
export function PracticeCard({ view }: { view: EnrolmentView }) {
  const { t, i18n } = useTranslation();
  const practice = usePractice(view.id).data;
  if (practice === undefined || (!practice.offered && practice.mocks.length === 0)) return null;
  const done = practice.mocks.find((one) => one.done);
  return (
    <Card tone={done === undefined ? 'warm' : 'plain'}>
      <section aria-label={t('practice.title')} data-practice={done === undefined ? 'not_yet' : 'done'}>
        <Group justify="space-between" mb="xs">
          <Text fw={650} size="lg">
            {t('practice.title')}
          </Text>
          <Badge size="lg" tt="none" variant="outline" color={done === undefined ? '#8a3c02' : 'teal.9'}>
            {t(done === undefined ? 'practice.not_yet' : 'practice.done')}
          </Badge>
        </Group>
        <Text mb="sm">{done?.ended_at === undefined ? t('practice.why') : t('practice.last', { at: instantText(done.ended_at, i18n.language) })}</Text>
        <Button component={Link} to={`/enrolments/${view.id}/practice`} fullWidth size="lg" variant="light">
          {t('practice.go')}
        </Button>
      </section>
    </Card>
  );
}
