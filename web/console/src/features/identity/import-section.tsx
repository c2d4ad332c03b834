import { Alert, Anchor, Checkbox, FileInput, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { templatePath, useImport, type Imported } from './requests';

/** Results of comparisons with the four databases: looked at first, then kept (FEATURES G8). */
export function ImportSection() {
  const { t } = useTranslation();
  const work = useImport();
  const [file, setFile] = useState<File | null>(null);
  const [leaveOut, setLeaveOut] = useState(false);
  const seen = work.data;
  const press = async (keep: boolean) => {
    if (file !== null) await work.mutateAsync({ file, keep, leaveOut });
  };
  const wrong = seen?.left_out ?? 0;
  return (
    <Paper withBorder p="lg" radius="md" data-testid="databases">
      <Stack gap="md">
        <Title order={2} size="h4">{t('face_rule.databases')}</Title>
        <Text size="sm" c="dimmed">{t('face_rule.databases_hint')}</Text>
        <Group gap="md">
          {(['xlsx', 'csv'] as const).map((format) => (
            <Anchor key={format} size="sm" href={templatePath(format)} download>{t(`face_rule.template.${format}`)}</Anchor>
          ))}
        </Group>
        <Group align="flex-end">
          <FileInput
            w={420}
            label={t('face_rule.table')}
            placeholder={t('face_rule.choose')}
            accept=".xlsx,.csv"
            value={file}
            onChange={(one) => {
              setFile(one);
              work.reset();
            }}
            clearable
          />
          <ProgressButton variant="default" disabled={file === null} onPress={() => press(false)}>
            {t('face_rule.look')}
          </ProgressButton>
        </Group>
        <ErrorNotice error={work.error} />
        {seen !== undefined && <Outcome seen={seen} />}
        {seen !== undefined && !seen.kept && seen.lines > 0 && (
          <Group>
            {wrong > 0 && <Checkbox label={t('face_rule.leave_out', { n: wrong })} checked={leaveOut} onChange={(event) => setLeaveOut(event.currentTarget.checked)} />}
            <ProgressButton disabled={wrong > 0 && !leaveOut} onPress={() => press(true)}>
              {t('face_rule.keep', { n: seen.lines })}
            </ProgressButton>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}

function Outcome({ seen }: { seen: Imported }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <Alert color={seen.kept ? 'teal' : seen.left_out > 0 ? 'orange' : 'blue'} variant="light" role="status">
        {t(seen.kept ? 'face_rule.kept' : 'face_rule.would', { rows: seen.rows, lines: seen.lines, wrong: seen.left_out })}
      </Alert>
      {seen.wrong.length > 0 && (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('face_rule.row')}</Table.Th>
              <Table.Th>{t('face_rule.number')}</Table.Th>
              <Table.Th>{t('face_rule.why_label')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {seen.wrong.map((one) => (
              <Table.Tr key={one.row}>
                <Table.Td>{one.row}</Table.Td>
                <Table.Td>{one.number}</Table.Td>
                <Table.Td>
                  {t(`face_rule.why.${one.why}`)} {one.cell}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}
