import { Anchor, Badge, Button, Group, Modal, Stack, Table, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { ErrorNotice } from '@shared/ui';
import { Shell } from '../../layout/shell';
import type { ExamLine } from './model';
import { useCreateExam, useExams } from './requests';

/** The school's exams: how far each is set up, and a new one (FEATURES A4). */
export default function ExamsPage() {
  const { t } = useTranslation();
  const exams = useExams();
  const [adding, setAdding] = useState(false);
  return (
    <Shell menu title={t('planning.title')}>
      <Stack gap="md" maw={1200} mx="auto">
        <Group>
          <Button size="md" onClick={() => setAdding(true)}>
            {t('planning.new_exam')}
          </Button>
        </Group>
        <ErrorNotice error={exams.error} onRetry={() => void exams.refetch()} />
        {exams.data?.exams.length === 0 && <Text size="lg">{t('planning.no_exams')}</Text>}
        {exams.data !== undefined && exams.data.exams.length > 0 && <ExamTable exams={exams.data.exams} />}
      </Stack>
      {adding && <NewExam onClose={() => setAdding(false)} />}
    </Shell>
  );
}

function ExamTable({ exams }: { exams: ExamLine[] }) {
  const { t } = useTranslation();
  return (
    <Table striped highlightOnHover verticalSpacing="sm" aria-label={t('planning.title')}>
      <Table.Thead>
        <Table.Tr>
          {(['exam', 'state', 'majors', 'sessions', 'candidates', 'seated'] as const).map((column) => (
            <Table.Th key={column}>{t(`planning.column.${column}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {exams.map((one) => (
          <Table.Tr key={one.id}>
            <Table.Td>
              <Anchor component={Link} to={`/exams/${one.id}`} fw={600}>
                {one.name}
              </Anchor>
            </Table.Td>
            <Table.Td>
              <Badge variant="light" tt="none" color={one.open ? 'teal' : 'gray'}>
                {t(one.open ? 'planning.open' : 'planning.closed')}
              </Badge>
            </Table.Td>
            <Table.Td>{one.majors}</Table.Td>
            <Table.Td>{one.sessions}</Table.Td>
            <Table.Td>{one.entrants}</Table.Td>
            <Table.Td>{one.assigned}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function NewExam({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useCreateExam();
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!create.isPending) create.mutate(name, { onSuccess: ({ id }) => void navigate(`/exams/${id}`) });
  };
  return (
    <Modal opened onClose={onClose} title={t('planning.new_exam')}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            size="md"
            label={t('planning.exam_name')}
            placeholder={t('planning.exam_name_hint')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
            required
          />
          <ErrorNotice error={create.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t('planning.create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
