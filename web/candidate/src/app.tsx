import { Suspense } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { lazyPage } from '@shared/lazy-page';
import { OfflineBanner } from '@shared/ui';
import { checkInSteps } from './check-in-steps';
import { enrolmentLinks, enrolmentParts } from './enrolment-parts';
import { HomePage } from './features/sign-in/home-page';
import { Waiting } from './layout/waiting';

const ChoosePage = lazyPage(() => import('./features/choose/choose-page'));
const RoomPage = lazyPage(() => import('./features/room-info/room-page'));
const AnnouncementsPage = lazyPage(() => import('./features/announcements/announcements-page'));
const EnquiriesPage = lazyPage(() => import('./features/enquiries/enquiries-page'));
const MaterialsPage = lazyPage(() => import('./features/materials/materials-page'));
const TicketPage = lazyPage(() => import('./features/ticket/ticket-page'));
const VerifyPage = lazyPage(() => import('./features/ticket/verify-page'));
const DeviceCheckPage = lazyPage(() => import('./features/device-check/device-check-page'));
const RunPage = lazyPage(() => import('./features/device-check/run-page'));
const PracticePage = lazyPage(() => import('./features/practice/practice-page'));
const FeePage = lazyPage(() => import('./features/fee/fee-page'));
const SittingPage = lazyPage(() => import('./features/sitting/sitting-page'));
const PairPage = lazyPage(() => import('./features/pairing/pair-page'));
const ScanPage = lazyPage(() => import('./features/pairing/scan-page'));
const DemoGuidePage = lazyPage(() => import('./features/demo/guide-page'));
const CashierPage = lazyPage(() => import('./features/demo/cashier-page'));
const DemoInboxPage = lazyPage(() => import('./features/demo/inbox-page'));

export function App() {
  return (
    <BrowserRouter>
      <OfflineBanner />
      <Suspense fallback={<Waiting />}>
        <Routes>
          <Route path="/" element={<HomePage />} />
          <Route path="/s/:slug" element={<HomePage />} />
          <Route path="/choose" element={<ChoosePage />} />
          <Route path="/enrolments/:enrolmentId" element={<RoomPage parts={enrolmentParts} links={enrolmentLinks} />} />
          <Route path="/enrolments/:enrolmentId/announcements" element={<AnnouncementsPage />} />
          <Route path="/enrolments/:enrolmentId/enquiries" element={<EnquiriesPage />} />
          <Route path="/enrolments/:enrolmentId/materials" element={<MaterialsPage />} />
          <Route path="/enrolments/:enrolmentId/ticket" element={<TicketPage />} />
          <Route path="/enrolments/:enrolmentId/device-check" element={<DeviceCheckPage />} />
          <Route path="/device-check/:token" element={<RunPage />} />
          <Route path="/enrolments/:enrolmentId/practice" element={<PracticePage />} />
          <Route path="/ticket/:code" element={<VerifyPage />} />
          <Route path="/enrolments/:enrolmentId/fee" element={<FeePage />} />
          <Route path="/sittings/:sittingId" element={<SittingPage steps={checkInSteps} />} />
          <Route path="/pair" element={<ScanPage />} />
          <Route path="/pair/:code" element={<PairPage />} />
          <Route path="/demo" element={<DemoGuidePage />} />
          <Route path="/demo/cashier" element={<CashierPage />} />
          <Route path="/demo/inbox" element={<DemoInboxPage />} />
          <Route path="*" element={<Navigate to="/" replace />} />
        </Routes>
      </Suspense>
    </BrowserRouter>
  );
}
