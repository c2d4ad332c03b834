import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { isApiError } from '@shared/api/client';
import { ErrorNotice } from '@shared/ui';
import { Card, Facts } from '../../layout/card';
import { Page } from '../../layout/page';
import { Waiting } from '../../layout/waiting';
import { usePublicTicket, type PublicTicket } from './requests';
import { TicketLines } from './ticket-lines';

/** Where a ticket's QR code leads: whether it is genuine, to anybody who has it (FEATURES A18). */
export default function VerifyPage() {
  const { t } = useTranslation();
  const { code = '' } = useParams();
  const ticket = usePublicTicket(code);
  if (ticket.isPending) return <Waiting />;
  return (
    <Page title={t('ticket.verify')} bare>
      {ticket.data !== undefined && <Valid ticket={ticket.data} code={code} />}
      {isApiError(ticket.error, 'not_found') ? (
        <Card tone="warm">
          <section role="status" data-ticket="invalid">
            <Text size="xl" fw={700} c="red.9">
              {t('ticket.invalid')}
            </Text>
            <Text mt="sm">{t('ticket.invalid_hint')}</Text>
          </section>
        </Card>
      ) : (
        <ErrorNotice error={ticket.error} onRetry={() => void ticket.refetch()} />
      )}
    </Page>
  );
}

function Valid({ ticket, code }: { ticket: PublicTicket; code: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Card>
        <section role="status" data-ticket="valid">
          <Text size="xl" fw={700} c="teal.9" mb="sm">
            {t('ticket.valid')}
          </Text>
          <Facts
            rows={[
              [t('ticket.school'), ticket.school],
              [t('ticket.exam'), ticket.exam],
              [t('ticket.name'), <bdi key="name">{ticket.name}</bdi>],
              [t('ticket.number'), ticket.number],
            ]}
          />
          <Text size="sm" c="var(--ink-soft)" mt="sm">
            {t('ticket.masked')}
          </Text>
          <Anchor href={`/staff/tickets/${encodeURIComponent(code)}`}>{t('ticket.for_staff')}</Anchor>
        </section>
      </Card>
      <TicketLines lines={ticket.lines ?? []} zone={ticket.time_zone} />
    </>
  );
}
