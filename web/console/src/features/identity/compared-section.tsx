import { Anchor, Badge, Button, Group, Pagination, Paper, Select, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@shared/ui';
import { everybody, exportPath, PAGE, useCompared, useExams, type ComparedPage, type Filter } from './requests';

const databases = ['application', 'education', 'population', 'integrity'] as const;
const colours = { matches: 'teal', differs: 'red', missing: 'orange' } as const;
const results = ['differs', 'missing', 'matches'] as const;

/** Whom the four databases know, of whom they say otherwise, and who is missing (FEATURES G8). */
export function ComparedSection() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(everybody);
  const [q] = useDebouncedValue(filter.q.trim(), 300);
  const [page, setPage] = useState(1);
  const asked = { ...filter, q };
  const list = useCompared(asked, page);
  const narrow = (part: Partial<Filter>) => {
    setFilter({ ...filter, ...part });
    setPage(1);
  };
  return (
    <Paper withBorder p="lg" radius="md" data-testid="compared">
      <Stack gap="md">
        <Title order={2} size="h4">{t('compared.title')}</Title>
        <Narrow filter={filter} counts={list.data?.counts} onChange={narrow} />
        <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
        {list.data !== undefined && (
          <>
            <Group justify="space-between">
              <Text role="status" c="dimmed" data-total={list.data.total}>{t('compared.total', { n: list.data.total })}</Text>
              <Group gap="md">
                {(['xlsx', 'csv'] as const).map((format) => (
                  <Anchor key={format} href={exportPath(asked, format)} download>{t(`compared.export.${format}`)}</Anchor>
                ))}
              </Group>
            </Group>
            {list.data.total > 0 && <Rows rows={list.data.candidates} />}
            {list.data.total > PAGE && <Pagination total={Math.ceil(list.data.total / PAGE)} value={page} onChange={setPage} />}
          </>
        )}
      </Stack>
    </Paper>
  );
}

interface NarrowProps {
  filter: Filter;
  counts?: ComparedPage['counts'];
  onChange: (part: Partial<Filter>) => void;
}

function Narrow({ filter, counts, onChange }: NarrowProps) {
  const { t } = useTranslation();
  const exams = (useExams().data?.exams ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const button = (result: string, label: string, n: number | undefined) => (
    <Button key={result} size="compact-md" variant={filter.result === result ? 'filled' : 'default'} aria-pressed={filter.result === result} data-result={result || 'all'} onClick={() => onChange({ result })}>
      {label} {n}
    </Button>
  );
  return (
    <Group align="flex-end">
      <Select size="md" w={320} label={t('compared.exam')} placeholder={t('compared.all_exams')} clearable clearButtonProps={{ 'aria-label': t('compared.all_exams') }} data={exams} value={filter.exam_id || null} onChange={(id) => onChange({ exam_id: id ?? '' })} />
      <TextInput size="md" w={260} type="search" label={t('compared.search')} value={filter.q} onChange={(event) => onChange({ q: event.currentTarget.value })} />
      <Group role="group" aria-label={t('compared.result_label')} gap="xs">
        {button('', t('compared.all'), counts && counts.matches + counts.differs + counts.missing)}
        {results.map((result) => button(result, t(`compared.result.${result}`), counts?.[result]))}
      </Group>
    </Group>
  );
}

function Rows({ rows }: { rows: ComparedPage['candidates'] }) {
  const { t } = useTranslation();
  return (
    <Table striped verticalSpacing="xs" aria-label={t('compared.title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('compared.number')}</Table.Th>
          <Table.Th>{t('compared.name')}</Table.Th>
          {databases.map((one) => <Table.Th key={one}>{t(`identity.database.${one}`)}</Table.Th>)}
          <Table.Th>{t('compared.result_label')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((one) => (
          <Table.Tr key={one.candidate_id} data-number={one.number} data-result={one.result}>
            <Table.Td>{one.number}</Table.Td>
            <Table.Td dir="auto">{one.name}</Table.Td>
            {databases.map((name) => {
              const line = one.lines.find(({ database }) => database === name);
              return (
                <Table.Td key={name} dir="auto">
                  {line === undefined ? '—' : [t(`identity.result.${line.result}`), line.note].filter((part) => part !== '').join(' · ')}
                </Table.Td>
              );
            })}
            <Table.Td>
              <Badge variant="light" tt="none" color={colours[one.result]}>{t(`compared.result.${one.result}`)}</Badge>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
