import { Badge, Group, Image, Paper, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { api, isApiError } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import { ErrorNotice } from '@shared/ui';
import { AreaMenu } from '../../layout/area-menu';
import { Shell } from '../../layout/shell';
import { Waiting } from '../../layout/waiting';

type Ticket = components['schemas']['TicketView'];

/** What staff see who scan a ticket's QR code: whose it is, with the photo (FEATURES A18). */
export default function TicketCheckPage() {
  const { t } = useTranslation();
  const { code = '' } = useParams();
  const path = `/api/tickets/${encodeURIComponent(code)}`;
  const ticket = useQuery({ queryKey: ['ticket', code], queryFn: () => api.get<Ticket>(path), retry: false });
  if (ticket.isPending) return <Waiting />;
  return (
    <Shell title={t('tickets.check')}>
      <Stack gap="md" maw={1000} mx="auto">
        <AreaMenu />
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
    </Shell>
  );
}

function Genuine({ ticket, photo }: { ticket: Ticket; photo: string }) {
  const { t } = useTranslation();
  const name = ticket.name ?? '';
  return (
    <Paper withBorder p="lg" role="status" data-ticket="valid">
      <Badge size="xl" color="teal.9" tt="none" mb="md">
        {t('tickets.valid')}
      </Badge>
      <Group align="flex-start" gap="xl" wrap="nowrap">
        {ticket.has_photo ? (
          <Image src={photo} alt={t('tickets.photo', { name })} w={180} radius="sm" />
        ) : (
          <Text c="dimmed">{t('tickets.no_photo')}</Text>
        )}
        <Stack gap="xs" flex={1}>
          <Text size="xl" fw={700}>
            <bdi>{name}</bdi>
          </Text>
          <Text>{t('tickets.number', { number: ticket.number })}</Text>
          <Text>{[ticket.exam, ticket.college, ticket.major].join(' · ')}</Text>
          <Lines ticket={ticket} />
        </Stack>
      </Group>
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
  return (
    <Table aria-label={t('tickets.timetable')}>
      <Table.Thead>
        <Table.Tr>
          {(['subject', 'time', 'entry', 'room'] as const).map((column) => (
            <Table.Th key={column}>{t(`tickets.column.${column}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {(ticket.lines ?? []).map((one) => (
          <Table.Tr key={`${one.subject} ${one.starts_at}`}>
            <Table.Td>{one.subject}</Table.Td>
            <Table.Td>{span(one.starts_at, one.ends_at)}</Table.Td>
            <Table.Td>{span(one.entry_opens_at, one.entry_closes_at)}</Table.Td>
            <Table.Td>{one.room}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
