import { useQuery } from '@tanstack/react-query';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';

type Schemas = components['schemas'];

export type Ticket = Schemas['TicketView'];
export type PublicTicket = Schemas['PublicView'];
export type TicketLine = Schemas['LineView'];

export const pathOf = (enrolmentId: string) => `/api/enrolments/${enrolmentId}/ticket`;

/** The candidate's own ticket; while it is not published it says only so. */
export function useTicket(enrolmentId: string) {
  return useQuery({ queryKey: ['enrolment', enrolmentId, 'ticket'], queryFn: () => api.get<Ticket>(pathOf(enrolmentId)) });
}

/** What a code's ticket tells anybody; `not_found` for one that is not valid. */
export function usePublicTicket(code: string) {
  return useQuery({
    queryKey: ['public-ticket', code],
    queryFn: () => api.get<PublicTicket>(`/api/public/tickets/${encodeURIComponent(code)}`),
    retry: false,
  });
}
