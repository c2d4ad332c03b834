import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { BrowserRouter, Navigate, Route, Routes, useLocation } from 'react-router';
import { useMe } from '@shared/api/hooks';
import { lazyPage } from '@shared/lazy-page';
import { ErrorNotice, OfflineBanner } from '@shared/ui';
import { FirstPasswordPage } from './features/account/first-password-page';
import { SignInPage } from './features/sign-in/sign-in-page';
import { EntrancePage, SessionsPage } from './features/sessions/sessions-page';
import { Waiting } from './layout/waiting';

const StewardPage = lazyPage(() => import('./features/steward/steward-page'));
const PanelPage = lazyPage(() => import('./features/panel/panel-page'));
const OverviewPage = lazyPage(() => import('./features/overview/overview-page'));
const QuestionsPage = lazyPage(() => import('./features/questions/questions-page'));
const RecordingsPage = lazyPage(() => import('./features/recordings/recordings-page'));
const ProctorPage = lazyPage(() => import('./features/proctor/proctor-page'));
const PapersPage = lazyPage(() => import('./features/papers/papers-page'));
const PosterPage = lazyPage(() => import('./features/poster/poster-page'));
const SetupPage = lazyPage(() => import('./features/school/setup-page'));
const SchoolPage = lazyPage(() => import('./features/school/school-page'));
const StaffPage = lazyPage(() => import('./features/school/staff-page'));
const AccountPage = lazyPage(() => import('./features/account/account-page'));
const SecurePage = lazyPage(() => import('./features/account/secure-page'));
const TakesPage = lazyPage(() => import('./features/proctor/takes-page'));
const AnswersPage = lazyPage(() => import('./features/proctor/answers-page'));
const ReviewPage = lazyPage(() => import('./features/review/review-page'));
const AnnouncementsPage = lazyPage(() => import('./features/announcements/announcements-page'));
const SmsPage = lazyPage(() => import('./features/notices/sms-page'));
const EnquiriesPage = lazyPage(() => import('./features/enquiries/enquiries-page'));
const FeesPage = lazyPage(() => import('./features/fees/fees-page'));
const AuditPage = lazyPage(() => import('./features/audit/audit-page'));
const ExamsPage = lazyPage(() => import('./features/planning/exams-page'));
const TicketCheckPage = lazyPage(() => import('./features/tickets/ticket-check-page'));
const ExamPage = lazyPage(() => import('./features/planning/exam-page'));
const FlowPage = lazyPage(() => import('./features/flow/flow-page'));
const IdentityPage = lazyPage(() => import('./features/identity/identity-page'));
const AccommodationsPage = lazyPage(() => import('./features/accommodations/accommodations-page'));
const ReadinessPage = lazyPage(() => import('./features/readiness/readiness-page'));
const CandidatesPage = lazyPage(() => import('./features/roster/candidates-page'));
const ImportPage = lazyPage(() => import('./features/roster/import-page'));
const PhotosPage = lazyPage(() => import('./features/roster/photos-page'));

/** The staff client. Who is not signed in signs in where she stands and goes on there. */
export function App() {
  return (
    <BrowserRouter basename="/staff">
      <OfflineBanner />
      <Suspense fallback={<Waiting />}>
        <Door />
      </Suspense>
    </BrowserRouter>
  );
}

function Door() {
  const { t } = useTranslation();
  const me = useMe();
  const { pathname } = useLocation();
  if (pathname === '/setup') return <SetupPage />;
  if (me.data?.staff?.must_change === true) return <FirstPasswordPage />;
  if (me.data?.staff?.must_secure === true) return <SecurePage />;
  if (me.data?.kind === 'staff') return <Screens />;
  if (me.isPending) return <Waiting />;
  if (me.isError && me.data === undefined) {
    return (
      <main className="alone">
        <ErrorNotice error={me.error} title={t('door.failed')} onRetry={() => void me.refetch()} />
      </main>
    );
  }
  return <SignInPage candidateHere={me.data !== null} />;
}

function Screens() {
  return (
    <Routes>
      <Route path="/" element={<EntrancePage />} />
      <Route path="/sessions" element={<SessionsPage />} />
      <Route path="/sessions/:sessionId/steward" element={<StewardPage />} />
      <Route path="/sessions/:sessionId/panel" element={<PanelPage />} />
      <Route path="/sessions/:sessionId/overview" element={<OverviewPage />} />
      <Route path="/sessions/:sessionId/questions" element={<QuestionsPage />} />
      <Route path="/sessions/:sessionId/recordings/:sittingId" element={<RecordingsPage />} />
      <Route path="/sessions/:sessionId/proctor" element={<ProctorPage />} />
      <Route path="/sessions/:sessionId/papers" element={<PapersPage />} />
      <Route path="/sessions/:sessionId/takes" element={<TakesPage />} />
      <Route path="/sessions/:sessionId/answers" element={<AnswersPage />} />
      <Route path="/poster" element={<PosterPage />} />
      <Route path="/school" element={<SchoolPage />} />
      <Route path="/staff" element={<StaffPage />} />
      <Route path="/account" element={<AccountPage />} />
      <Route path="/review" element={<ReviewPage />} />
      <Route path="/announcements" element={<AnnouncementsPage />} />
      <Route path="/sms" element={<SmsPage />} />
      <Route path="/enquiries" element={<EnquiriesPage />} />
      <Route path="/fees" element={<FeesPage />} />
      <Route path="/audit" element={<AuditPage />} />
      <Route path="/exams" element={<ExamsPage />} />
      <Route path="/exams/:examId" element={<ExamPage />} />
      <Route path="/tickets/:code" element={<TicketCheckPage />} />
      <Route path="/flow" element={<FlowPage />} />
      <Route path="/flow/:examId" element={<FlowPage />} />
      <Route path="/identity" element={<IdentityPage />} />
      <Route path="/accommodations" element={<AccommodationsPage />} />
      <Route path="/readiness" element={<ReadinessPage />} />
      <Route path="/candidates" element={<CandidatesPage />} />
      <Route path="/candidates/import" element={<ImportPage />} />
      <Route path="/candidates/photos" element={<PhotosPage />} />
      <Route path="*" element={<Navigate to="/" replace />} />
    </Routes>
  );
}
