import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Card, Facts } from '../../layout/card';
import type { TicketLine } from './requests';
import { spanIn } from './span';

/** What is sat when and where, in the school's time zone as on paper. */
export function TicketLines({ lines, zone }: { lines: readonly TicketLine[]; zone: string }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      {lines.map((one) => (
        <Card key={`${one.subject} ${one.starts_at}`}>
          <article data-ticket-line={one.subject}>
            <Text fw={650} size="lg" mb="xs">
              {one.subject}
            </Text>
            <Facts
              rows={[
                [t('ticket.type'), t(`exam_type.${one.exam_type}`)],
                [t('ticket.time'), spanIn(zone, i18n.language, one.starts_at, one.ends_at)],
                [t('ticket.entry'), spanIn(zone, i18n.language, one.entry_opens_at, one.entry_closes_at)],
                [t('ticket.room'), one.room],
                ...(one.order > 0 ? ([[t('ticket.order'), String(one.order)]] as const) : []),
              ]}
            />
          </article>
        </Card>
      ))}
      <Text size="sm" c="var(--ink-soft)" my="sm">
        {t('ticket.zone', { zone })}
      </Text>
    </>
  );
}
