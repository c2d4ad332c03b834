import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';

type Schemas = components['schemas'];

export type Practice = Sent<Schemas['PracticeView']>;
export type Mock = Practice['mocks'][number];

const keyOf = (enrolmentId: string) => ['enrolment', enrolmentId, 'mocks'] as const;
const pathOf = (enrolmentId: string) => `/api/enrolments/${enrolmentId}/mocks`;

/** What the candidate may practise and has practised. */
export function usePractice(enrolmentId: string) {
  return useQuery({ queryKey: keyOf(enrolmentId), queryFn: () => api.get<Practice>(pathOf(enrolmentId)) });
}

/** Begins a mock; the answer names its sitting. */
export function useBeginMock(enrolmentId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (again: boolean) => api.post<{ sitting_id: string }>(pathOf(enrolmentId), { again }),
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(enrolmentId) }),
  });
}
