import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { DeviceCheck, Measured } from '@shared/device-check';
import { deviceLabel } from '@shared/device-label';
import type { Position } from '@shared/model';

type Schemas = components['schemas'];

export type Begun = Schemas['Begun'];
export type Pass = Schemas['Pass'];

export const checkPath = (token: string) => `/api/public/device-checks/${encodeURIComponent(token)}`;

/** The latest finished check of each camera of an enrolment. */
export function useOwnChecks(enrolmentId: string) {
  return useQuery({
    queryKey: ['enrolment', enrolmentId, 'device-checks'],
    queryFn: () => api.get<{ checks: DeviceCheck[] }>(`/api/enrolments/${enrolmentId}/device-checks`),
  });
}

export function useBegin(enrolmentId: string) {
  return useMutation({
    mutationFn: (position: Position) => api.post<Begun>(`/api/enrolments/${enrolmentId}/device-checks`, { position }),
  });
}

const keyOf = (token: string) => ['device-check', token] as const;

/** The check of a token; `not_found` for one that is none. */
export function useCheck(token: string) {
  return useQuery({ queryKey: keyOf(token), queryFn: () => api.get<DeviceCheck>(checkPath(token)), retry: false });
}

/** Sends what was measured; the answer is the verdict on all of it. */
export function useMeasure(token: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (measured: Measured) =>
      api.post<DeviceCheck>(`${checkPath(token)}/measurements`, { label: deviceLabel(), measured }),
    onSuccess: (check) => client.setQueryData(keyOf(token), check),
  });
}
