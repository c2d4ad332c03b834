import { Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fenOf, yuan, type Major, type SetUp, type Subject } from './model';
import { PartForm, PartSection } from './part-section';

interface SectionProps {
  set: SetUp;
  step: number;
}

/** Majors with college and fee (FEATURES A5, A6). */
export function MajorsSection({ set, step }: SectionProps) {
  const { t } = useTranslation();
  return (
    <PartSection
      examId={set.id}
      kind="majors"
      step={step}
      parts={set.majors}
      columns={['name', 'college', 'fee', 'candidates']}
      nameOf={(one) => one.name}
      first={set.colleges.length === 0 ? t('planning.majors.needs_college') : undefined}
      cells={(one) => [
        one.name,
        set.colleges.find(({ id }) => id === one.college_id)?.name ?? '',
        one.fee_fen === 0 ? t('planning.no_fee') : t('planning.yuan', { amount: yuan(one.fee_fen) }),
        one.enrolled,
      ]}
      form={(one, close) => <MajorForm set={set} one={one} onClose={close} />}
    />
  );
}

function MajorForm({ set, one, onClose }: { set: SetUp; one: Major | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const only = set.colleges.length === 1 ? set.colleges[0]?.id : undefined;
  const [typed, setTyped] = useState({
    name: one?.name ?? '',
    college: one?.college_id ?? only ?? null,
    fee: one === undefined || one.fee_fen === 0 ? '' : yuan(one.fee_fen),
  });
  const fee = fenOf(typed.fee);
  return (
    <PartForm
      examId={set.id}
      kind="majors"
      title={t(one === undefined ? 'planning.majors.add' : 'planning.majors.edit')}
      body={() => (fee === undefined || typed.college === null ? undefined : { id: one?.id, name: typed.name, college_id: typed.college, fee_fen: fee })}
      onClose={onClose}
    >
      <TextInput
        size="md"
        label={t('planning.column.name')}
        value={typed.name}
        onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
        data-autofocus
        required
      />
      <Select
        size="md"
        label={t('planning.column.college')}
        data={set.colleges.map(({ id, name }) => ({ value: id, label: name }))}
        value={typed.college}
        onChange={(college) => setTyped({ ...typed, college })}
        searchable
        required
      />
      <TextInput
        size="md"
        label={t('planning.fee')}
        description={t('planning.fee_hint')}
        inputMode="decimal"
        value={typed.fee}
        onChange={(event) => setTyped({ ...typed, fee: event.currentTarget.value })}
        error={fee === undefined ? t('planning.fee_wrong') : undefined}
      />
    </PartForm>
  );
}

/** Subjects: what is examined, and by which exam type. */
export function SubjectsSection({ set, step }: SectionProps) {
  const { t } = useTranslation();
  return (
    <PartSection
      examId={set.id}
      kind="subjects"
      step={step}
      parts={set.subjects}
      columns={['name', 'type', 'intro']}
      nameOf={(one) => one.name}
      cells={(one) => [one.name, t(`exam_type.${one.exam_type}`), one.intro]}
      form={(one, close) => <SubjectForm set={set} one={one} onClose={close} />}
    />
  );
}

const types = ['interview', 'written', 'proctored', 'video'] as const;

function SubjectForm({ set, one, onClose }: { set: SetUp; one: Subject | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<{ name: string; exam_type: string; intro: string }>({
    name: one?.name ?? '',
    exam_type: one?.exam_type ?? 'interview',
    intro: one?.intro ?? '',
  });
  return (
    <PartForm
      examId={set.id}
      kind="subjects"
      title={t(one === undefined ? 'planning.subjects.add' : 'planning.subjects.edit')}
      body={() => ({ id: one?.id, ...typed })}
      onClose={onClose}
    >
      <TextInput
        size="md"
        label={t('planning.column.name')}
        value={typed.name}
        onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
        data-autofocus
        required
      />
      <Select
        size="md"
        label={t('planning.column.type')}
        data={types.map((type) => ({ value: type, label: t(`exam_type.${type}`) }))}
        value={typed.exam_type}
        onChange={(type) => setTyped({ ...typed, exam_type: type ?? 'interview' })}
        allowDeselect={false}
      />
      <Textarea
        size="md"
        label={t('planning.column.intro')}
        description={t('planning.subjects.intro_hint')}
        value={typed.intro}
        onChange={(event) => setTyped({ ...typed, intro: event.currentTarget.value })}
        autosize
        minRows={2}
      />
    </PartForm>
  );
}
