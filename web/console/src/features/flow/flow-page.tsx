import { Select, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { ErrorNotice } from '@shared/ui';
import { Shell } from '../../layout/shell';
import { FlowEditor } from './flow-editor';
import type { Flows } from './model';
import { PledgeSection } from './pledge-section';
import { useExams, useFlows } from './requests';

/** Which steps of check-in an exam has, with a preview, and the pledges (FEATURES B3, B4). */
export default function FlowPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { examId: named } = useParams();
  const exams = useExams();
  const all = exams.data?.exams ?? [];
  const examId = named ?? all[0]?.id ?? '';
  const flows = useFlows(examId);
  return (
    <Shell menu title={t('flow.title')}>
      <Stack gap="md" maw={1300} mx="auto">
        <ErrorNotice error={exams.error ?? flows.error} onRetry={() => void Promise.all([exams.refetch(), flows.refetch()])} />
        {exams.data !== undefined && all.length === 0 && <Text size="lg">{t('flow.no_exam')}</Text>}
        {all.length > 0 && (
          <Select size="md" maw={480} label={t('flow.exam')} data={all.map(({ id, name }) => ({ value: id, label: name }))} value={examId} onChange={(id) => id !== null && void navigate(`/flow/${id}`)} allowDeselect={false} />
        )}
        {flows.data !== undefined && <Editing key={examId} flows={flows.data} />}
      </Stack>
    </Shell>
  );
}

/** The exam's own flow, or that of one of its subjects. */
function Editing({ flows }: { flows: Flows }) {
  const { t } = useTranslation();
  const [subject, setSubject] = useState('');
  const own = flows.flows.find(({ subject_id: id }) => id === subject);
  const whole = flows.flows.find(({ subject_id: id }) => id === '');
  return (
    <>
      {flows.subjects.length > 0 && (
        <SegmentedControl
          size="md"
          aria-label={t('flow.scope')}
          value={subject}
          onChange={setSubject}
          data={[{ value: '', label: t('flow.whole') }, ...flows.subjects.map(({ id, name }) => ({ value: id, label: name }))]}
          style={{ alignSelf: 'flex-start' }}
        />
      )}
      {subject !== '' && <Text c="dimmed">{t(own === undefined ? 'flow.subject_none' : 'flow.subject_own')}</Text>}
      <FlowEditor key={`${subject} ${own?.version ?? 0}`} flows={flows} subject={subject} own={own} begin={own ?? whole} />
      <PledgeSection exam={flows.exam} current={flows.pledge} />
    </>
  );
}
