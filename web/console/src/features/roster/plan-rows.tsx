import { Badge, Group, Pagination, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@shared/ui';
import { verdictColors, verdicts, type Plan, type PlanRow, type Verdict } from './model';
import { PAGE, usePlanRows } from './requests';

/** The verdicts of a dry run, the wrong ones first where there are any. */
export function PlanRows({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Verdict | 'all'>(plan.counts.wrong > 0 ? 'wrong' : 'all');
  const [page, setPage] = useState(1);
  const rows = usePlanRows(plan.id, shown === 'all' ? undefined : shown, page);
  const { counts } = plan;
  const all = counts.new + counts.changed + counts.unchanged + counts.wrong;
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={t('roster.show')}
        value={shown}
        onChange={(value) => {
          setShown(value);
          setPage(1);
        }}
        data={[
          { value: 'all', label: `${t('roster.all')} ${all}` },
          ...verdicts.map((verdict) => ({ value: verdict, label: `${t(`roster.verdict.${verdict}`)} ${counts[verdict]}` })),
        ]}
      />
      <ErrorNotice error={rows.error} onRetry={() => void rows.refetch()} />
      {rows.data?.rows.length === 0 && <Text c="dimmed">{t('roster.no_rows')}</Text>}
      {rows.data !== undefined && rows.data.rows.length > 0 && <RowTable rows={rows.data.rows} />}
      {rows.data !== undefined && rows.data.total > PAGE && (
        <Pagination total={Math.ceil(rows.data.total / PAGE)} value={page} onChange={setPage} />
      )}
    </Stack>
  );
}

function RowTable({ rows }: { rows: PlanRow[] }) {
  const { t } = useTranslation();
  return (
    <Table.ScrollContainer minWidth={900}>
      <Table striped verticalSpacing="xs" aria-label={t('roster.rows')}>
        <Table.Thead>
          <Table.Tr>
            {(['row', 'verdict_head', 'field.number', 'field.name', 'field.phone', 'field.major', 'particulars'] as const).map((key) => (
              <Table.Th key={key}>{t(`roster.${key}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.row} data-verdict={row.verdict} data-row={row.row}>
              <Table.Td>{row.row}</Table.Td>
              <Table.Td>
                <Badge color={verdictColors[row.verdict]} variant="light" tt="none">
                  {t(`roster.verdict.${row.verdict}`)}
                </Badge>
              </Table.Td>
              <Table.Td>{row.number}</Table.Td>
              <Table.Td dir="auto">{row.name}</Table.Td>
              <Table.Td>{row.phone}</Table.Td>
              <Table.Td>{row.major}</Table.Td>
              <Table.Td>
                <Particulars row={row} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Why a row is wrong, what would change, and what is worth a look. */
function Particulars({ row }: { row: PlanRow }) {
  const { t } = useTranslation();
  return (
    <Stack gap={2}>
      {row.problems?.map((problem, i) => (
        <Text key={i} size="sm" c="red.9">
          {t('roster.problem', {
            column: `${problem.letter ?? ''} ${problem.heading ?? t(`roster.field.${problem.field}`)}`.trim(),
            value: problem.value === '' ? t('roster.empty') : problem.value,
            reason: t(`roster.reason.${problem.reason}`, { other: problem.other ?? '' }),
          })}
        </Text>
      ))}
      {row.changes?.map((change) => (
        <Text key={change.field} size="sm">
          {t(change.from === '' ? 'roster.added' : 'roster.change', {
            field: t(`roster.field.${change.field}`),
            from: change.from,
            to: change.to,
          })}
        </Text>
      ))}
      {row.shared_phone !== undefined && (
        <Text size="sm" c="orange.9">
          {t('roster.shared_phone', { number: row.shared_phone })}
        </Text>
      )}
    </Stack>
  );
}

/** Which columns were read as what, and which were not. */
export function PlanColumns({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs">
      {plan.columns?.map((column) => (
        <Badge key={column.letter} variant="light" tt="none" size="lg">
          {column.letter} {column.heading} → {t(`roster.field.${column.field}`)}
        </Badge>
      ))}
      {plan.ignored?.map((heading, i) => (
        <Badge key={i} variant="outline" color="gray" tt="none" size="lg">
          {t('roster.ignored', { heading })}
        </Badge>
      ))}
    </Group>
  );
}
