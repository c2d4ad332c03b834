import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { api } from '@shared/api/client';
import type { Exam, School } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { Card } from '../../layout/card';
import { Page } from '../../layout/page';
import { SignedInOnly } from '../../layout/signed-in-only';
import { Waiting } from '../../layout/waiting';
import { examChoiceOf, placeOf, type Chosen } from './choice';
import { Options } from './options';

export default function ChoosePage() {
  return (
    <SignedInOnly>
      <Choose />
    </SignedInOnly>
  );
}

function Choose() {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const chosen: Chosen = {
    school: params.get('school') ?? undefined,
    college: params.get('college') ?? undefined,
    exam: params.get('exam') ?? undefined,
  };
  const schools = useQuery({
    queryKey: ['my-schools'],
    queryFn: () => api.get<{ schools: School[] }>('/api/my/schools'),
  });
  if (schools.isPending) return <Waiting />;
  if (schools.isError) return <Trouble error={schools.error} onRetry={() => void schools.refetch()} />;
  const place = placeOf(schools.data.schools, chosen);
  switch (place.step) {
    case 'nowhere':
      return (
        <Page title={t('choose.nowhere_title')}>
          <Card tone="warm">{t('choose.nowhere')}</Card>
        </Page>
      );
    case 'school':
      return (
        <Page title={t('choose.school')} lead={t('choose.school_lead')}>
          <Options
            icon="school"
            options={place.options.map((one) => ({ key: one.id, name: one.name, to: link({ school: one.id }) }))}
          />
        </Page>
      );
    case 'college':
      return (
        <Page title={t('choose.college')} lead={place.school.name} {...backIf(schools.data.schools, '/choose')}>
          <Options
            icon="school"
            options={place.options.map((one) => ({
              key: one.id,
              name: one.name,
              to: link({ school: place.school.id, college: one.id }),
            }))}
          />
        </Page>
      );
    case 'found':
      return <ChooseExam schoolId={place.school.id} collegeId={place.college.id} place={place} chosen={chosen} />;
  }
}

interface ChooseExamProps {
  schoolId: string;
  collegeId: string;
  place: { school: School; college: { name: string } };
  chosen: Chosen;
}

function ChooseExam({ schoolId, collegeId, place, chosen }: ChooseExamProps) {
  const { t } = useTranslation();
  const exams = useQuery({
    queryKey: ['my-exams', schoolId, collegeId],
    queryFn: () =>
      api.get<{ exams: Exam[] }>('/api/my/exams', { query: { school_id: schoolId, college_id: collegeId } }),
  });
  if (exams.isPending) return <Waiting />;
  if (exams.isError) return <Trouble error={exams.error} onRetry={() => void exams.refetch()} />;
  const choice = examChoiceOf(exams.data.exams, chosen);
  const lead = `${place.school.name} · ${place.college.name}`;
  const rows = (list: readonly Exam[]) =>
    list.map((one) => ({
      key: one.id,
      name: one.name,
      ...(one.open
        ? { to: link({ school: schoolId, college: collegeId, exam: one.id }) }
        : { note: t('choose.exam_closed') }),
    }));
  switch (choice.step) {
    case 'none':
      return (
        <Page title={t('choose.no_exam_title')} lead={lead}>
          <Card tone="warm">{t('choose.no_exam')}</Card>
        </Page>
      );
    case 'closed':
      return (
        <Page title={t('choose.all_closed_title')} lead={t('choose.all_closed')}>
          <Options icon="question" options={rows(choice.exams)} />
        </Page>
      );
    case 'exam':
      return (
        <Page title={t('choose.exam')} lead={lead} {...backIf(place.school.colleges, link({ school: schoolId }))}>
          <Options icon="question" options={rows(choice.options)} />
        </Page>
      );
    case 'major':
      return (
        <Page
          title={t('choose.major')}
          lead={choice.exam.name}
          {...backIf(exams.data.exams, link({ school: schoolId, college: collegeId }))}
        >
          <Options
            icon="person"
            options={choice.exam.majors.map((one) => ({
              key: one.id,
              name: one.name,
              to: `/enrolments/${one.enrolment_id}`,
            }))}
          />
        </Page>
      );
    case 'found':
      return <Navigate to={`/enrolments/${choice.enrolmentId}`} replace />;
  }
}

function Trouble({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <Page title={t('choose.exam')}>
      <ErrorNotice error={error} onRetry={onRetry} />
    </Page>
  );
}

function link(chosen: Chosen): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(chosen)) if (typeof value === 'string') params.set(key, value);
  return `/choose?${params.toString()}`;
}

/** Back only to where there was something to choose. */
function backIf(options: readonly unknown[], to: string): { back?: string } {
  return options.length > 1 ? { back: to } : {};
}
