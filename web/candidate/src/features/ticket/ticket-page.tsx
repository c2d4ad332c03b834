import '@mantine/core/styles/Image.css';
import { Button, Image, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { EnrolmentView } from '@shared/model';
import { ErrorNotice, QrCode } from '@shared/ui';
import { Card, Facts } from '../../layout/card';
import { OfEnrolment } from '../../layout/enrolment';
import { Page } from '../../layout/page';
import { pathOf, useTicket, type Ticket } from './requests';
import { TicketLines } from './ticket-lines';
import classes from './ticket-page.module.css';

/** The admission ticket as a page, with its QR code and as a PDF to print (FEATURES A18). */
export default function TicketPage() {
  const { t } = useTranslation();
  return <OfEnrolment title={t('ticket.title')}>{(view) => <OwnTicket view={view} />}</OfEnrolment>;
}

function OwnTicket({ view }: { view: EnrolmentView }) {
  const { t } = useTranslation();
  const ticket = useTicket(view.id);
  return (
    <Page title={t('ticket.title')} back={`/enrolments/${view.id}`}>
      <ErrorNotice error={ticket.error} onRetry={() => void ticket.refetch()} />
      {ticket.data?.published === false && <Card tone="warm">{t('ticket.not_yet')}</Card>}
      {ticket.data?.published === true && <Sheet id={view.id} ticket={ticket.data} />}
    </Page>
  );
}

function Sheet({ id, ticket }: { id: string; ticket: Ticket }) {
  const { t } = useTranslation();
  const name = ticket.name ?? '';
  return (
    <>
      <Card tone="calm">
        <Text ta="center">{ticket.school}</Text>
        <Text ta="center" fw={650} size="lg" mb="md">
          {ticket.exam}
        </Text>
        {ticket.has_photo && <Image src={`${pathOf(id)}/photo`} alt={t('ticket.photo', { name })} className={classes.photo} />}
        <Facts
          rows={[
            [t('ticket.name'), <bdi key="name" className={classes.name}>{name}</bdi>],
            [t('ticket.number'), ticket.number],
            [t('ticket.college'), ticket.college],
            [t('ticket.major'), ticket.major],
          ]}
        />
      </Card>
      <TicketLines lines={ticket.lines ?? []} zone={ticket.time_zone ?? 'UTC'} />
      {ticket.notes !== undefined && (
        <Card tone="warm">
          <Text fw={650} mb="xs">
            {t('ticket.notes')}
          </Text>
          <Text className={classes.notes}>{ticket.notes}</Text>
        </Card>
      )}
      <Card>
        <Stack align="center">
          <div data-testid="ticket-qr" data-link={ticket.link}>
            <QrCode value={ticket.link ?? ''} size={240} />
          </div>
          <Text ta="center">{t('ticket.qr_hint')}</Text>
        </Stack>
      </Card>
      <Button component="a" href={`${pathOf(id)}/pdf`} download fullWidth size="xl">
        {t('ticket.pdf')}
      </Button>
    </>
  );
}
