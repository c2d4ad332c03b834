import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EnrolmentView } from '@shared/model';
import { Card } from '../../layout/card';
import { useTicket } from './requests';

/** The way to the admission ticket; nothing until the school has published it (FEATURES A18). */
export function TicketCard({ view }: { view: EnrolmentView }) {
  const { t } = useTranslation();
  const ticket = useTicket(view.id);
  if (ticket.data?.published !== true) return null;
  return (
    <Card>
      <section aria-label={t('ticket.title')}>
        <Text fw={650} size="lg">
          {t('ticket.title')}
        </Text>
        <Text my="sm">{t('ticket.ready')}</Text>
        <Button component={Link} to={`/enrolments/${view.id}/ticket`} fullWidth size="xl" variant="light">
          {t('ticket.show')}
        </Button>
      </section>
    </Card>
  );
}
