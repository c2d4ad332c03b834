import { FeeCard } from './features/fee/fee-card';
import type { EnrolmentPart } from './layout/enrolment';

/** What stands above the timetable on an enrolment's page, in this order. */
export const enrolmentParts: readonly EnrolmentPart[] = [FeeCard];
