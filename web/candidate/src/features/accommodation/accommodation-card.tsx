import '@mantine/core/styles/List.css';
import { List, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { EnrolmentView } from '@shared/model';
import { Card } from '../../layout/card';

type Granted = components['schemas']['GrantedView'];

/** What the school has granted this candidate; nothing where nothing is different (FEATURES K3). */
export function AccommodationCard({ view }: { view: EnrolmentView }) {
  const { t } = useTranslation();
  const own = useQuery({
    queryKey: ['enrolment', view.id, 'accommodation'],
    queryFn: () => api.get<{ granted?: Granted }>(`/api/enrolments/${view.id}/accommodation`),
  });
  const granted = own.data?.granted;
  if (granted === undefined) return null;
  return (
    <Card tone="calm">
      <section aria-label={t('accommodation.title')} data-testid="accommodation">
        <Title order={2} size="h3" mb="xs">
          {t('accommodation.title')}
        </Title>
        <List spacing={6}>
          {granted.no_face_check && <List.Item>{t('accommodation.no_face_check')}</List.Item>}
          {granted.one_camera && <List.Item>{t('accommodation.one_camera')}</List.Item>}
          {granted.two_hours_last_minutes > 120 && (
            <List.Item>{t('accommodation.time', { percent: granted.extra_percent, minutes: granted.extra_minutes, two: granted.two_hours_last_minutes })}</List.Item>
          )}
          {granted.breaks > 0 && <List.Item>{t('accommodation.breaks', { n: granted.breaks, minutes: granted.break_minutes })}</List.Item>}
          {granted.break_total > 0 && <List.Item>{t('accommodation.break_total', { minutes: granted.break_total })}</List.Item>}
        </List>
        <Text size="sm" c="var(--ink-soft)" mt="xs">
          {t('accommodation.wrong', { contact: view.contact })}
        </Text>
      </section>
    </Card>
  );
}
