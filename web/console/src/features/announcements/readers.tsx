import { Group, Modal, Pagination, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { ExportButton } from '../../layout/export-button';

type List = Sent<components['schemas']['ReadersOutputBody']>;

const PAGE = 20;

/** Who has not read an announcement yet, and who has (FEATURES A10). */
export function Readers({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [read, setRead] = useState('no');
  const [page, setPage] = useState(1);
  const filter = { read: read === 'all' ? undefined : read };
  const query = { ...filter, offset: (page - 1) * PAGE, limit: PAGE };
  const list = useQuery({
    queryKey: ['readers', id, query],
    queryFn: () => api.get<List>(`/api/announcements/${id}/readers`, { query }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
  return (
    <Modal opened onClose={onClose} title={t('readers.title', { title })} size="xl">
      <Stack gap="md">
        <Group>
          <SegmentedControl
            size="md"
            aria-label={t('readers.filter')}
            data={(['no', 'yes', 'all'] as const).map((value) => ({ value, label: t(`readers.read.${value}`) }))}
            value={read}
            onChange={(value) => {
              setRead(value);
              setPage(1);
            }}
          />
          <ExportButton path={`/api/announcements/${id}/readers/export`} query={filter} />
        </Group>
        <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
        {list.data !== undefined && (
          <>
            <Text role="status" c="dimmed">
              {t('readers.total', { count: list.data.total })}
            </Text>
            <Table striped verticalSpacing="xs" aria-label={t('readers.title', { title })}>
              <Table.Thead>
                <Table.Tr>
                  {(['who', 'phone', 'major', 'read_at'] as const).map((column) => (
                    <Table.Th key={column}>{t(`readers.column.${column}`)}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {list.data.readers.map((one) => (
                  <Table.Tr key={one.enrolment_id} data-number={one.number}>
                    <Table.Td dir="auto">
                      {one.number} · {one.name}
                    </Table.Td>
                    <Table.Td className="numeral">{one.phone}</Table.Td>
                    <Table.Td>
                      {one.exam} · {one.major}
                    </Table.Td>
                    <Table.Td>{one.read_at === undefined ? t('readers.not_yet') : new Date(one.read_at).toLocaleString(i18n.language)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
            {list.data.total > PAGE && <Pagination total={Math.ceil(list.data.total / PAGE)} value={page} onChange={setPage} />}
          </>
        )}
      </Stack>
    </Modal>
  );
}
