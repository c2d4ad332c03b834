import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import { useServerNow } from '@shared/clock';
import type { EnrolmentView, Exam, School } from '@shared/model';
import { Card, Facts } from '../../layout/card';
import { OfEnrolment, type EnrolmentPart } from '../../layout/enrolment';
import { Page } from '../../layout/page';
import { inOrder } from './entry-state';
import { SittingCard } from './sitting-card';

interface Beside {
  /** Above the timetable. */
  parts: readonly EnrolmentPart[];
  /** Below it. */
  links: readonly EnrolmentPart[];
}

/** The enrolment's own page: who, what is still to do, and the timetable. */
export default function RoomPage(beside: Beside) {
  const { t } = useTranslation();
  return <OfEnrolment title={t('room_info.title')}>{(view) => <RoomInfo view={view} {...beside} />}</OfEnrolment>;
}

function RoomInfo({ view, parts, links }: Beside & { view: EnrolmentView }) {
  const { t } = useTranslation();
  const nowMs = useServerNow();
  const several = useSeveralChoices(view);
  const sittings = inOrder(view.sittings, nowMs);
  return (
    <Page
      title={view.exam.name}
      lead={`${view.school.name} · ${view.college.name}`}
      {...(several ? { back: `/choose?school=${view.school.id}` } : {})}
    >
      <Card tone="calm">
        <Facts
          rows={[
            [t('room_info.candidate'), <strong key="name">{view.candidate.name}</strong>],
            [t('room_info.number'), view.candidate.number],
            [t('room_info.major'), view.major.name],
            ...(view.contact === '' ? [] : ([[t('room_info.contact'), view.contact]] as const)),
          ]}
        />
      </Card>
      {parts.map((Part, n) => (
        <Part key={n} view={view} />
      ))}
      {sittings.length === 0 && <Card tone="calm">{t('room_info.no_sitting')}</Card>}
      {sittings.map((one) => (
        <SittingCard key={one.id} sitting={one} nowMs={nowMs} contact={one.contact || view.contact} />
      ))}
      {links.map((Part, n) => (
        <Part key={n} view={view} />
      ))}
    </Page>
  );
}

/** True where the candidate had something to choose, so that "back" leads somewhere. */
function useSeveralChoices(view: EnrolmentView): boolean {
  const schools = useQuery({
    queryKey: ['my-schools'],
    queryFn: () => api.get<{ schools: School[] }>('/api/my/schools'),
    staleTime: 60_000,
  });
  const place = { school_id: view.school.id, college_id: view.college.id };
  const exams = useQuery({
    queryKey: ['my-exams', view.school.id, view.college.id],
    queryFn: () => api.get<{ exams: Exam[] }>('/api/my/exams', { query: place }),
    staleTime: 60_000,
  });
  const places = schools.data?.schools ?? [];
  const majors = (exams.data?.exams ?? []).flatMap((one) => one.majors);
  return places.length > 1 || places.some((one) => one.colleges.length > 1) || majors.length > 1;
}
