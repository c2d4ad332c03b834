import { Badge, Button, Stack, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { problemsOf, verdictColours, type DeviceCheck } from '@shared/device-check';
import type { Ready } from './requests';

const columns = ['number', 'name', 'major', 'state', 'first', 'second', 'mock', 'actions'] as const;

/** A candidate a row: her devices and her rehearsals. */
export function Rows({ rows, onOpen }: { rows: readonly Ready[]; onOpen: (one: Ready) => void }) {
  const { t, i18n } = useTranslation();
  return (
    <Table striped verticalSpacing="xs" aria-label={t('readiness.title')}>
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th key={column}>{t(`readiness.column.${column}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((one) => (
          <Table.Tr key={one.enrolment_id} data-number={one.number} data-state={one.state}>
            <Table.Td>{one.number}</Table.Td>
            <Table.Td>
              <bdi>{one.name}</bdi>
              <Text size="sm">{one.phone}</Text>
            </Table.Td>
            <Table.Td>
              {one.major_name} · {one.exam_name}
            </Table.Td>
            <Table.Td>
              <Badge tt="none" variant="outline" miw="max-content" color={verdictColours[one.state]}>
                {t(`readiness.state.${one.state}`)}
              </Badge>
            </Table.Td>
            {([1, 2] as const).map((position) => (
              <Table.Td key={position} data-camera={position}>
                <Camera check={one.checks.find((check) => check.position === position)} />
              </Table.Td>
            ))}
            <Table.Td data-mocks={one.mocks}>
              {one.mocks === 0 ? t('readiness.rehearsed.no') : t('readiness.times', { times: one.mocks })}
              {one.last_mock_at !== undefined && <Text size="sm">{new Date(one.last_mock_at).toLocaleString(i18n.language)}</Text>}
            </Table.Td>
            <Table.Td>
              {one.checks.length > 0 && (
                <Button size="compact-sm" variant="default" aria-label={t('readiness.details_of', { name: one.name })} onClick={() => onOpen(one)}>
                  {t('readiness.details')}
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Camera({ check }: { check: DeviceCheck | undefined }) {
  const { t, i18n } = useTranslation();
  if (check === undefined) return <Text>—</Text>;
  const problems = problemsOf(check);
  return (
    <Stack gap={2}>
      {problems.map(({ reason, grave }) => (
        <Text key={reason} size="sm" fw={grave ? 600 : 400} c={grave ? 'red.9' : undefined} data-reason={reason}>
          {t(`check.reason.${reason}`)}
        </Text>
      ))}
      <Text size="sm">
        {check.label} · {new Date(check.finished_at ?? check.started_at).toLocaleString(i18n.language)}
      </Text>
    </Stack>
  );
}
