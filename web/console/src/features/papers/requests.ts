import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';

type Schemas = components['schemas'];
export type Paper = Schemas['PaperView'];
export type PaperSettings = Schemas['PaperSettings'];
export type ImportReport = Sent<Schemas['PaperImportView']>;
export type ImportFlaw = ImportReport['flaws'][number];
export type WrittenRow = Sent<Schemas['WrittenRow']>;

export const papersKey = (sessionId: string) => ['papers', sessionId] as const;

export function usePapers(sessionId: string) {
  return useQuery({
    queryKey: papersKey(sessionId),
    queryFn: async () => (await api.get<{ papers: Paper[] | null }>(`/api/sessions/${sessionId}/papers`)).papers ?? [],
    refetchInterval: 10_000,
  });
}

/** A change of a session's papers, after which they are asked for again. */
export function usePaperChange<In>(sessionId: string, change: (input: In) => Promise<unknown>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => client.invalidateQueries({ queryKey: papersKey(sessionId) }) });
}

export const addPaper = (sessionId: string, body: PaperSettings & { kind: 'pdf' | 'online'; file_id?: string }) =>
  api.post<Paper>(`/api/sessions/${sessionId}/papers`, body);
export const settlePaper = (id: string, body: PaperSettings) => api.put<Paper>(`/api/papers/${id}`, body);
export const importPaper = (id: string, fileId: string, dryRun: boolean) => api.post<ImportReport>(`/api/papers/${id}/imports`, { file_id: fileId, dry_run: dryRun });
export const removePaper = (id: string) => api.delete(`/api/papers/${id}`);
export const makeReady = (id: string) => api.post<Paper>(`/api/papers/${id}/ready`);
