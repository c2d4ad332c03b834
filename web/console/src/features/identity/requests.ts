import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@shared/api/client';
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

/** Looks at a table of results, or keeps it. */
export function useImport() {
  return useMutation({
    mutationFn: ({ file, keep, leaveOut }: { file: File; keep: boolean; leaveOut: boolean }) =>
      api.post<Imported>('/api/database-lines', new Blob([file], { type: 'application/octet-stream' }), {
        query: { dry_run: !keep, leave_out: leaveOut },
        timeoutMs: 60_000,
      }),
  });
}
