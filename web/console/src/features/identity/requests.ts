import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, type Query } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';

type Schemas = components['schemas'];
export type FaceRule = Sent<Schemas['FaceRuleView']>;
export type FaceRuleBody = Schemas['FaceRuleBody'];
export type Imported = Sent<Schemas['Imported']>;

const ruleKey = ['face-rule'] as const;

export function useRule() {
  return useQuery({ queryKey: ruleKey, queryFn: () => api.get<FaceRule>('/api/face-rule'), refetchOnWindowFocus: false });
}

export function useKeepRule() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (rule: FaceRuleBody) => api.put<FaceRule>('/api/face-rule', rule),
    onSuccess: (rule) => client.setQueryData(ruleKey, rule),
  });
}

/** What the list of results is narrowed to; an empty string narrows nothing. */
export interface Filter {
  exam_id: string;
  q: string;
  result: string;
}

export const everybody: Filter = { exam_id: '', q: '', result: '' };
export const PAGE = 50;

export type ComparedPage = Sent<Schemas['ComparedOutputBody']>;

const linesKey = ['database-lines'] as const;

function queryOf(filter: Filter): Query {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
}

export function useCompared(filter: Filter, page: number) {
  const query = { ...queryOf(filter), offset: (page - 1) * PAGE, limit: PAGE };
  return useQuery({
    queryKey: [...linesKey, query],
    queryFn: () => api.get<ComparedPage>('/api/database-lines', { query }),
    placeholderData: keepPreviousData,
  });
}

export function useExams() {
  return useQuery({ queryKey: ['identity', 'exams'], queryFn: () => api.get<{ exams: Schemas['ExamView'][] | null }>('/api/exams'), staleTime: 60_000 });
}

/** Where the filtered list is as a table. */
export function exportPath(filter: Filter, format: 'xlsx' | 'csv'): string {
  return `/api/database-lines/export?${new URLSearchParams({ ...(queryOf(filter) as Record<string, string>), format }).toString()}`;
}

/** Where the table to fill in is. */
export function templatePath(format: 'xlsx' | 'csv'): string {
  return `/api/database-lines/template?format=${format}`;
}

/** Looks at a table of results, or keeps it. */
export function useImport() {
  const client = useQueryClient();
  return useMutation({
    onSuccess: async (seen) => {
      if (seen.kept) await client.invalidateQueries({ queryKey: linesKey });
    },
    mutationFn: ({ file, keep, leaveOut }: { file: File; keep: boolean; leaveOut: boolean }) =>
      api.post<Imported>('/api/database-lines', new Blob([file], { type: 'application/octet-stream' }), {
        query: { dry_run: !keep, leave_out: leaveOut },
        timeoutMs: 60_000,
      }),
  });
}
