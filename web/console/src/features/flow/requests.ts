import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Flows, FlowStep, Published } from './model';

const key = ['flows'] as const;

/** The school's exams, to choose one. */
export function useExams() {
  return useQuery({ queryKey: [...key, 'exams'], queryFn: () => api.get<{ exams: components['schemas']['ExamView'][] | null }>('/api/exams') });
}

/** Who may look at faces on this server. */
export function useLookers() {
  return useQuery({ queryKey: [...key, 'lookers'], queryFn: () => api.get<{ providers: NonNullable<FlowStep['provider']>[] }>('/api/face-rule'), staleTime: 60_000 });
}

export function useFlows(examId: string) {
  return useQuery({ queryKey: [...key, examId], queryFn: () => api.get<Flows>(`/api/exams/${examId}/flows`), enabled: examId !== '' });
}

export function usePledges(examId: string) {
  return useQuery({
    queryKey: [...key, 'pledges', examId],
    queryFn: () => api.get<{ pledges: Published[] | null }>('/api/pledges', { query: { exam_id: examId === '' ? undefined : examId } }),
  });
}

/** A change that is told when done; then all flows and pledges are asked again. */
function useChange<Input>(change: (input: Input) => Promise<unknown>, done: string) {
  const client = useQueryClient();
  const { t } = useTranslation();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      notifications.show({ color: 'teal', message: t(done), autoClose: 3_000 });
      return client.invalidateQueries({ queryKey: key });
    },
  });
}

export const useKeepFlow = (examId: string) =>
  useChange((body: { subject_id: string; steps: readonly FlowStep[]; version: number }) => api.put(`/api/exams/${examId}/flow`, body), 'flow.saved');

export const useRemoveFlow = (examId: string) =>
  useChange((subjectId: string) => api.delete(`/api/exams/${examId}/flow`, { query: { subject_id: subjectId } }), 'flow.saved');

export const usePublish = () =>
  useChange((body: { exam_id?: string; title: string; body: string }) => api.post<Published>('/api/pledges', body), 'flow.pledge.published');
