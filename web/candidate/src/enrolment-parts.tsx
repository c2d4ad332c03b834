import { AccommodationCard } from './features/accommodation/accommodation-card';
import { AnnouncementsCard } from './features/announcements/announcements-card';
import { DeviceCheckCard } from './features/device-check/device-check-card';
import { EnquiriesCard } from './features/enquiries/enquiries-card';
import { FeeCard } from './features/fee/fee-card';
import { MaterialsCard } from './features/materials/materials-card';
import { PracticeCard } from './features/practice/practice-card';
import { TicketCard } from './features/ticket/ticket-card';
import type { EnrolmentPart } from './layout/enrolment';

/** What stands above the timetable on an enrolment's page, in this order. */
export const enrolmentParts: readonly EnrolmentPart[] = [AnnouncementsCard, FeeCard, MaterialsCard, AccommodationCard, TicketCard];

/** What stands below it. */
export const enrolmentLinks: readonly EnrolmentPart[] = [DeviceCheckCard, PracticeCard, EnquiriesCard];
