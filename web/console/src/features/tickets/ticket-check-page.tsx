import { Anchor, Badge, Group, Image, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, isApiError } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import { ErrorNotice, LanguageSwitch } from '@shared/ui';
import { Waiting } from '../../layout/waiting';

type Ticket = components['schemas']['TicketView'];

/**
 * What staff see who scan a ticket's QR code: whose it is, with the photo
 * (FEATURES A18). It has no bar of the console: the scanner is a phone.
 */
export default function TicketCheckPage() {
  const { t } = useTranslation();
  const { code = '' } = useParams();
  const path = `/api/tickets/${encodeURIComponent(code)}`;
  const ticket = useQuery({ queryKey: ['ticket', code], queryFn: () => api.get<Ticket>(path), retry: false });
  if (ticket.isPending) return <Waiting />;
  return (
    <Stack component="main" gap="md" maw={560} mx="auto" p="md">
      <Group justify="space-between">
        <Anchor component={Link} to="/">
          {t('shell.home')}
        </Anchor>
        <LanguageSwitch />
      </Group>
      <Title order={1}>{t('tickets.check')}</Title>
      {isApiError(ticket.error, 'not_found') ? (
        <Paper withBorder p="lg" role="status" data-ticket="invalid">
          <Text size="xl" fw={700} c="red.9">
            {t('tickets.invalid')}
          </Text>
          <Text>{t('tickets.invalid_hint')}</Text>
        </Paper>
      ) : (
        <ErrorNotice error={ticket.error} onRetry={() => void ticket.refetch()} />
      )}
      {ticket.data !== undefined && <Genuine ticket={ticket.data} photo={`${path}/photo`} />}
    </Stack>
  );
}

function Genuine({ ticket, photo }: { ticket: Ticket; photo: string }) {
  const { t } = useTranslation();
  const name = ticket.name ?? '';
  return (
    <Paper withBorder p="lg" role="status" data-ticket="valid">
      <Stack gap="sm">
        <Badge size="xl" color="teal.9" tt="none">
          {t('tickets.valid')}
        </Badge>
        {ticket.has_photo ? (
          <Image src={photo} alt={t('tickets.photo', { name })} w={200} radius="sm" />
        ) : (
          <Text c="dimmed">{t('tickets.no_photo')}</Text>
        )}
        <Text size="xl" fw={700}>
          <bdi>{name}</bdi>
        </Text>
        <Text>{t('tickets.number', { number: ticket.number })}</Text>
        <Text>{[ticket.exam, ticket.college, ticket.major].join(' · ')}</Text>
        <Lines ticket={ticket} />
      </Stack>
    </Paper>
  );
}

function Lines({ ticket }: { ticket: Ticket }) {
  const { t, i18n } = useTranslation();
  const format = new Intl.DateTimeFormat(i18n.language, {
    ...({ timeZone: ticket.time_zone ?? 'UTC', month: 'short', day: 'numeric', weekday: 'short' } as const),
    ...({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const),
  });
  const span = (from: string, to: string) => format.formatRange(Date.parse(from), Date.parse(to));
  return (ticket.lines ?? []).map((one) => (
    <Paper key={`${one.subject} ${one.starts_at}`} bg="gray.0" p="sm">
      <Text fw={600}>
        {one.subject} · {one.room}
      </Text>
      <Text size="sm">{span(one.starts_at, one.ends_at)}</Text>
      <Text size="sm">{t('tickets.entry', { span: span(one.entry_opens_at, one.entry_closes_at) })}</Text>
    </Paper>
  ));
}
