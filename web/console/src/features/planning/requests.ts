import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@shared/api/client';
import type { Named } from '@shared/model';
import type { Assigned, Draw, Drawn, Entrants, PanelDrawn, ExamLine, PartKind, SetUp } from './model';

const examsKey = ['planned-exams'] as const;
const keyOf = (examId: string) => ['planned-exam', examId] as const;

export function useExams() {
  return useQuery({ queryKey: examsKey, queryFn: () => api.get<{ exams: ExamLine[] }>('/api/exams') });
}

export function useCreateExam() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => api.post<{ id: string }>('/api/exams', { name }),
    onSuccess: () => client.invalidateQueries({ queryKey: examsKey }),
  });
}

export function useSetUp(examId: string) {
  return useQuery({ queryKey: [...keyOf(examId), 'set-up'], queryFn: () => api.get<SetUp>(`/api/exams/${examId}`) });
}

export function useStaffForRooms(examId: string) {
  return useQuery({
    queryKey: [...keyOf(examId), 'staff'],
    queryFn: () => api.get<{ staff: Named[] }>(`/api/exams/${examId}/staff`),
  });
}

/** A change to an exam, all of which is fetched again after it. */
function useChange<Input, Output = void>(examId: string, change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: keyOf(examId) }),
        client.invalidateQueries({ queryKey: examsKey }),
      ]);
    },
  });
}

/** Makes or changes a part; the body names its identifier when it is an old one. */
export const useKeep = (examId: string, kind: PartKind) =>
  useChange(examId, (body: object) => api.post<{ id: string }>(`/api/exams/${examId}/${kind}`, body));

export const useRemovePart = (examId: string, kind: PartKind) =>
  useChange(examId, (id: string) => api.delete(`/api/exams/${examId}/${kind}/${id}`));

export const useRename = (examId: string) =>
  useChange(examId, (name: string) => api.put(`/api/exams/${examId}/name`, { name }));

export const useOpening = (examId: string) =>
  useChange(examId, (body: { open: boolean; reason: string }) => api.put(`/api/exams/${examId}/opening`, body));

export interface Wish {
  session_ids: string[];
  enrolment_ids?: string[];
  major_ids?: string[];
  capacity?: number;
  round_robin?: boolean;
  order: 'number' | 'lot';
  commitment_id?: string;
  word?: string;
  move?: boolean;
  unpublished?: boolean;
}

export const useTrial = (examId: string) =>
  useMutation({ mutationFn: (wish: Wish) => api.post<Assigned>(`/api/exams/${examId}/assignments`, { ...wish, trial: true }) });

export const useAssign = (examId: string) =>
  useChange(examId, (wish: Wish) => api.post<Assigned>(`/api/exams/${examId}/assignments`, wish, { timeoutMs: 60_000 }));

export const useUnassign = (examId: string) =>
  useChange(examId, (body: { session_id: string; enrolment_ids: string[] }) =>
    api.post(`/api/exams/${examId}/unassignments`, body));

/** Lets candidates see their places in the sessions, of all the exam where there is none. */
export const usePublish = (examId: string) =>
  useChange(examId, (sessions: string[]) =>
    api.post<{ published: number }>(`/api/exams/${examId}/publications`, { session_ids: sessions }, { timeoutMs: 60_000 }));

/** What a draw in earnest is made of. */
export interface Promised {
  commitment_id: string;
  word: string;
}

export const useCommit = (examId: string) =>
  useMutation({ mutationFn: () => api.post<{ id: string; hash: string }>(`/api/exams/${examId}/draw-commitments`) });

export interface PanelWish {
  room_ids: string[];
  staff_ids: string[];
  per_room: number;
  role: 'examiner' | 'chair' | 'secretary';
}

export const useTryPanel = (examId: string) =>
  useMutation({ mutationFn: (wish: PanelWish) => api.post<PanelDrawn>(`/api/exams/${examId}/panel-draws`, { ...wish, trial: true }) });

export const useDrawPanel = (examId: string) =>
  useChange(examId, (wish: PanelWish & Promised) => api.post<PanelDrawn>(`/api/exams/${examId}/panel-draws`, wish));

/** One draw with its outcome. */
export function useDraw(examId: string, drawId: string) {
  return useQuery({ queryKey: [...keyOf(examId), 'draw', drawId], queryFn: () => api.get<Drawn>(`/api/exams/${examId}/draws/${drawId}`) });
}

export const PAGE = 50;

export interface EntrantFilter {
  q?: string | undefined;
  session_id?: string | undefined;
  without_subject_id?: string | undefined;
}

export function useEntrants(examId: string, filter: EntrantFilter, page: number) {
  const query = { ...filter, offset: (page - 1) * PAGE, limit: PAGE };
  return useQuery({
    queryKey: [...keyOf(examId), 'entrants', query],
    queryFn: () => api.get<Entrants>(`/api/exams/${examId}/entrants`, { query }),
    placeholderData: keepPreviousData,
  });
}

export function useDraws(examId: string) {
  return useQuery({
    queryKey: [...keyOf(examId), 'draws'],
    queryFn: () => api.get<{ draws: Draw[] }>(`/api/exams/${examId}/draws`),
  });
}
