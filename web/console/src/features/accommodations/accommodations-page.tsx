import { Anchor, Button, Group, Pagination, SegmentedControl, Stack, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { accommodationWords } from '../../board/check-in';
import { Shell } from '../../layout/shell';
import { EndDialog, GrantDialog, key, type Accommodated } from './dialogs';

type Page = Sent<components['schemas']['AccommodationsOutputBody']>;

const PAGE = 50;

type Doing = { what: 'grant' | 'end'; one: Accommodated };

/** What is different for which candidate, why, and who granted it (FEATURES K3). */
export default function AccommodationsPage() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 300);
  const [show, setShow] = useState('granted');
  const [page, setPage] = useState(1);
  const [doing, setDoing] = useState<Doing>();
  const query = { q: q === '' ? undefined : q, granted: show === 'granted', offset: (page - 1) * PAGE, limit: PAGE };
  const list = useQuery({
    queryKey: [...key, query],
    queryFn: () => api.get<Page>('/api/accommodations', { query }),
    placeholderData: keepPreviousData,
  });
  const exported = `/api/accommodations/export?format=xlsx&q=${encodeURIComponent(q)}`;
  return (
    <Shell menu title={t('accommodation.title')}>
      <Stack gap="md" maw={1300} mx="auto">
        <Text c="dimmed">{t('accommodation.hint')}</Text>
        <Group align="flex-end">
          <TextInput
            size="md"
            w={320}
            type="search"
            label={t('accommodation.search')}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setPage(1);
            }}
          />
          <SegmentedControl
            size="md"
            aria-label={t('accommodation.filter')}
            data={(['granted', 'all'] as const).map((value) => ({ value, label: t(`accommodation.show.${value}`) }))}
            value={show}
            onChange={(value) => {
              setShow(value);
              setPage(1);
            }}
          />
          <Anchor href={exported} download ml="auto">
            {t('accommodation.export')}
          </Anchor>
        </Group>
        <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
        {list.data !== undefined && (
          <>
            <Text role="status" c="dimmed">
              {t('accommodation.total', { count: list.data.total })}
            </Text>
            {list.data.total === 0 && show === 'granted' && <Text size="lg">{t('accommodation.none')}</Text>}
            {list.data.total > 0 && <Rows rows={list.data.candidates} onDo={(what, one) => setDoing({ what, one })} />}
            {list.data.total > PAGE && <Pagination total={Math.ceil(list.data.total / PAGE)} value={page} onChange={setPage} />}
          </>
        )}
      </Stack>
      {doing?.what === 'grant' && <GrantDialog one={doing.one} onClose={() => setDoing(undefined)} />}
      {doing?.what === 'end' && <EndDialog one={doing.one} onClose={() => setDoing(undefined)} />}
    </Shell>
  );
}

function Rows({ rows, onDo }: { rows: readonly Accommodated[]; onDo: (what: Doing['what'], one: Accommodated) => void }) {
  const { t, i18n } = useTranslation();
  return (
    <Table striped verticalSpacing="xs" aria-label={t('accommodation.title')}>
      <Table.Thead>
        <Table.Tr>
          {(['number', 'name', 'major', 'different', 'reason', 'approved', 'actions'] as const).map((column) => (
            <Table.Th key={column}>{t(`accommodation.column.${column}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((one) => (
          <Table.Tr key={one.enrolment_id} data-number={one.number}>
            <Table.Td>{one.number}</Table.Td>
            <Table.Td dir="auto">{one.name}</Table.Td>
            <Table.Td>
              {one.major_name} · {one.exam_name}
            </Table.Td>
            <Table.Td>{one.granted === undefined ? '—' : accommodationWords(one.granted, t).join(' · ')}</Table.Td>
            <Table.Td>{one.granted?.reason}</Table.Td>
            <Table.Td>
              {one.granted !== undefined && (
                <Text size="sm">
                  {one.granted.approved_by} · {new Date(one.granted.approved_at).toLocaleString(i18n.language)}
                </Text>
              )}
            </Table.Td>
            <Table.Td>
              <Group gap="xs" wrap="nowrap">
                <Button size="compact-sm" variant="default" aria-label={t(one.granted === undefined ? 'accommodation.grant_named' : 'accommodation.change_named', { name: one.name })} onClick={() => onDo('grant', one)}>
                  {t(one.granted === undefined ? 'accommodation.grant' : 'accommodation.change')}
                </Button>
                {one.granted !== undefined && (
                  <Button size="compact-sm" variant="default" c="red.9" aria-label={t('accommodation.end_named', { name: one.name })} onClick={() => onDo('end', one)}>
                    {t('accommodation.end')}
                  </Button>
                )}
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
