import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '@shared/api/client';
import { useMe } from '@shared/api/hooks';
import { sendUpload } from '@shared/send-upload';
import type { CandidatePage, Catalogue, HandedCode, Plan, PlanRows, Started, Verdict } from './model';

const listKey = ['candidates'] as const;
const planKey = (planId: string) => ['roster-plan', planId] as const;

export function useCatalogue() {
  return useQuery({ queryKey: ['roster-catalogue'], queryFn: () => api.get<Catalogue>('/api/roster/catalogue') });
}

/** Which candidates a list or an export holds. */
export interface Filter {
  q?: string | undefined;
  exam_id?: string | undefined;
  major_id?: string | undefined;
}

export const PAGE = 50;

export function useCandidates(filter: Filter, page: number) {
  const query = { ...filter, offset: (page - 1) * PAGE, limit: PAGE };
  return useQuery({
    queryKey: [...listKey, query],
    queryFn: () => api.get<CandidatePage>('/api/candidates', { query }),
    placeholderData: keepPreviousData,
  });
}

/** Where a table is downloaded. */
export function downloadPath(path: string, query: Record<string, string | undefined>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== '') params.set(key, value);
  return `${path}?${params.toString()}`;
}

/** A change to the list, which is fetched again after it. */
function useChange<Input, Output = void>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => client.invalidateQueries({ queryKey: listKey }) });
}

export interface Typed {
  number: string;
  name: string;
  phone: string;
  major_id: string;
}

export const useAdd = () => useChange((typed: Typed) => api.post('/api/candidates', typed));
export const useEdit = (id: string) =>
  useChange((typed: { name: string; phone: string; reason: string }) => api.put(`/api/candidates/${id}`, typed));
export const useRemove = (id: string) =>
  useChange((reason: string) => api.delete(`/api/candidates/${id}`, { query: { reason } }));
export const useHandCode = (id: string) =>
  useMutation({ mutationFn: (reason: string) => api.post<HandedCode>(`/api/candidates/${id}/sign-in-code`, { reason }) });
export const useIdentity = (id: string) =>
  useMutation({ mutationFn: (reason: string) => api.post<{ id_number: string }>(`/api/candidates/${id}/identity`, { reason }) });

/** A plan, asked for again while its work goes on. */
export function usePlan(planId: string) {
  return useQuery({
    queryKey: planKey(planId),
    queryFn: () => api.get<Plan>(`/api/roster/plans/${planId}`, { timeoutMs: 30_000 }),
    refetchInterval: (query) => (query.state.data?.state === 'checking' ? 500 : false),
  });
}

export function usePlanRows(planId: string, verdict: Verdict | undefined, page: number) {
  const query = { verdict, offset: (page - 1) * PAGE, limit: PAGE };
  return useQuery({
    queryKey: ['roster-rows', planId, query],
    queryFn: () => api.get<PlanRows>(`/api/roster/plans/${planId}/rows`, { query, timeoutMs: 30_000 }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}

/** Does what the plan says. Ten thousand rows take seconds, so the answer is waited for longer than others. */
export function useImport(planId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (leaveOutWrong: boolean) =>
      api.post<Plan>(`/api/roster/plans/${planId}/import`, { leave_out_wrong: leaveOutWrong }, { timeoutMs: 120_000 }),
    onSuccess: async (plan) => {
      client.setQueryData(planKey(planId), plan);
      await client.invalidateQueries({ queryKey: listKey });
    },
  });
}

export interface SheetOptions {
  sheet?: string | undefined;
  exam_id?: string | undefined;
  create_missing: boolean;
}

/** The announced type of a table, by its name: browsers name csv in many ways. */
export function sheetType(name: string): string {
  if (/\.xlsx$/i.test(name)) return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return /\.(csv|txt|tsv)$/i.test(name) ? 'text/csv' : 'application/octet-stream';
}

/** Sends a file to the school and begins the work on it; `share` is what has been sent, 0 to 1. */
export function useSendAndStart<Options>(
  purpose: 'roster_sheet' | 'roster_photos',
  begin: (fileId: string, options: Options) => Promise<Started>,
) {
  const me = useMe();
  const schoolId = me.data?.school?.id ?? '';
  const [share, setShare] = useState<number>();
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const given = new AbortController();
    leaving.current = given;
    return () => given.abort();
  }, []);
  const start = useMutation({
    mutationFn: async ({ file, options }: { file: File; options: Options }) => {
      setShare(0);
      const type = purpose === 'roster_photos' ? 'application/zip' : sheetType(file.name);
      const signal = leaving.current.signal;
      const fileId = await sendUpload({ purpose, ownerId: schoolId, file, type, onProgress: setShare, signal });
      return begin(fileId, options);
    },
    onSettled: () => setShare(undefined),
  });
  return { start, share };
}

export const beginCheck = (fileId: string, options: SheetOptions) =>
  api.post<Started>('/api/roster/plans', { file_id: fileId, ...options });
export const beginPhotos = (fileId: string) => api.post<Started>('/api/roster/photos', { file_id: fileId });
