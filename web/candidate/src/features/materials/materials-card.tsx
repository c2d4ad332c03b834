import { Badge, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EnrolmentView } from '@shared/model';
import { Card } from '../../layout/card';
import { useMaterials } from './requests';

/** What is still to be handed in; nothing where the exam asks for nothing (FEATURES A12). */
export function MaterialsCard({ view }: { view: EnrolmentView }) {
  const { t } = useTranslation();
  const list = useMaterials(view.id).data?.materials ?? [];
  if (list.length === 0) return null;
  const owed = list.filter(({ state }) => state === 'missing' || state === 'rejected').length;
  const waiting = list.some(({ state }) => state === 'pending');
  const state = owed > 0 ? 'owed' : waiting ? 'pending' : 'passed';
  return (
    <Card tone={owed > 0 ? 'warm' : 'plain'}>
      <section aria-label={t('materials.title')} data-materials={state}>
        <Group justify="space-between" mb="xs">
          <Text fw={650} size="lg">
            {t('materials.title')}
          </Text>
          <Badge size="lg" tt="none" variant="light" color={owed > 0 ? 'orange' : 'teal'}>
            {t(`materials.all.${state}`, { count: owed })}
          </Badge>
        </Group>
        <Button component={Link} to={`/enrolments/${view.id}/materials`} fullWidth variant={owed > 0 ? 'filled' : 'light'}>
          {t('materials.go')}
        </Button>
      </section>
    </Card>
  );
}
