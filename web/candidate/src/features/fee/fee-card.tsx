import { Badge, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EnrolmentView } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { Card } from '../../layout/card';
import { amountText, useFee } from './requests';

/** How the fee stands, on the enrolment's page; nothing where there is none (FEATURES A6). */
export function FeeCard({ view }: { view: EnrolmentView }) {
  const { t } = useTranslation();
  const fee = useFee(view.id);
  if (fee.isError && fee.data === undefined) return <ErrorNotice error={fee.error} onRetry={() => void fee.refetch()} />;
  if (fee.data === undefined || fee.data.state === 'none') return null;
  const { state, amount_fen: amount, online } = fee.data;
  return (
    <Card tone={state === 'due' ? 'warm' : 'plain'}>
      <section aria-label={t('fee.title')} data-fee={state}>
        <Group justify="space-between">
          <Text fw={650} size="lg">
            {t('fee.title')} {amountText(amount)}
          </Text>
          <Badge size="lg" tt="none" variant="light" color={state === 'due' ? 'orange' : 'teal'}>
            {t(`fee.state.${state}`)}
          </Badge>
        </Group>
        {state === 'due' && (
          <>
            <Text my="sm">{t(online ? 'fee.due_hint' : 'fee.offline_hint', { contact: view.contact })}</Text>
            {online && (
              <Button component={Link} to={`/enrolments/${view.id}/fee`} fullWidth size="xl">
                {t('fee.go')}
              </Button>
            )}
          </>
        )}
      </section>
    </Card>
  );
}
