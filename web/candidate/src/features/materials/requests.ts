import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';

export type Asked = Sent<components['schemas']['AskedView']>;

export const materialsKey = (enrolmentId: string) => ['enrolment', enrolmentId, 'materials'] as const;
const pathOf = (enrolmentId: string) => `/api/enrolments/${enrolmentId}/materials`;

export function useMaterials(enrolmentId: string) {
  return useQuery({ queryKey: materialsKey(enrolmentId), queryFn: () => api.get<{ materials: Asked[] }>(pathOf(enrolmentId)) });
}

export const filePath = (enrolmentId: string, requirementId: string, fileId: string) =>
  `${pathOf(enrolmentId)}/${requirementId}/files/${fileId}`;

function useChange<Input>(enrolmentId: string, change: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: materialsKey(enrolmentId) }) });
}

export const useHandIn = (enrolmentId: string, requirementId: string) =>
  useChange(enrolmentId, () => api.post(`${pathOf(enrolmentId)}/${requirementId}`));
export const useDrop = (enrolmentId: string, requirementId: string) =>
  useChange(enrolmentId, (fileId: string) => api.delete(filePath(enrolmentId, requirementId, fileId)));
