import { Badge, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { verdictColours } from '@shared/device-check';
import type { EnrolmentView } from '@shared/model';
import { Card } from '../../layout/card';
import { instantText } from '../room-info/when';
import { useOwnChecks } from './requests';

/** Whether the devices were checked before the day, and the way there (FEATURES A16). */
export function DeviceCheckCard({ view }: { view: EnrolmentView }) {
  const { t, i18n } = useTranslation();
  const checks = useOwnChecks(view.id).data?.checks;
  if (checks === undefined) return null;
  const first = checks.find(({ position }) => position === 1);
  const failed = checks.some(({ outcome }) => outcome === 'not_ready');
  const state = failed ? 'not_ready' : first === undefined ? 'unchecked' : checks.some(({ outcome }) => outcome === 'remarks') ? 'remarks' : 'ready';
  const calm = state === 'ready' || state === 'remarks';
  return (
    <Card tone={calm ? 'plain' : 'warm'}>
      <section aria-label={t('device_check.title')} data-device-check={state}>
        <Group justify="space-between" mb="xs">
          <Text fw={650} size="lg">
            {t('device_check.title')}
          </Text>
          <Badge size="lg" tt="none" variant="outline" color={verdictColours[state]}>
            {t(`check.state.${state}`)}
          </Badge>
        </Group>
        <Text mb="sm">
          {first?.finished_at === undefined ? t('device_check.why') : t('device_check.last', { at: instantText(first.finished_at, i18n.language) })}
        </Text>
        <Button component={Link} to={`/enrolments/${view.id}/device-check`} fullWidth size="lg" variant={calm ? 'light' : 'filled'}>
          {t('device_check.go')}
        </Button>
      </section>
    </Card>
  );
}
