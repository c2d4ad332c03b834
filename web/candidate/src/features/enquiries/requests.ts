import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';

export type Enquiry = Sent<components['schemas']['EnquiryView']>;

const keyOf = (enrolmentId: string) => ['enrolment', enrolmentId, 'enquiries'] as const;
const pathOf = (enrolmentId: string) => `/api/enrolments/${enrolmentId}/enquiries`;

export function useEnquiries(enrolmentId: string) {
  return useQuery({
    queryKey: keyOf(enrolmentId),
    queryFn: () => api.get<{ enquiries: Enquiry[] }>(pathOf(enrolmentId)),
  });
}

function useChange<Input>(enrolmentId: string, change: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: keyOf(enrolmentId) }) });
}

export const useAsk = (enrolmentId: string) =>
  useChange(enrolmentId, (body: { subject: string; text: string; photos: string[] }) => api.post(pathOf(enrolmentId), body));
export const useAskOn = (enrolmentId: string, id: string) =>
  useChange(enrolmentId, (body: { text: string; photos: string[] }) => api.post(`${pathOf(enrolmentId)}/${id}/words`, body));
export const useSeen = (enrolmentId: string) =>
  useChange(enrolmentId, (id: string) => api.post(`${pathOf(enrolmentId)}/${id}/reads`));
