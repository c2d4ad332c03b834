import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import { useChannel } from '@shared/events';
import type { Sent } from '@shared/model';
import { sittingKey } from '../api';
import { isTold, laterOf, withTold } from './told';

/** What the server says, and after how long this page asks on where the paper was told to many at once. */
export type Written = Sent<components['schemas']['WrittenState']> & { ask_after_ms?: number };
export type GivenPaper = NonNullable<Written['paper']>;
export type PhotoPages = NonNullable<Written['pages']>;

const path = (id: string, rest: string) => `/api/sittings/${id}${rest}`;

/** Below the sitting's own key: a hint that makes that one old makes this one old, too. */
export const writtenKey = (id: string) => [...sittingKey(id), 'written'] as const;

/**
 * What a written exam adds to the sitting: the paper, the time, the pages, the receipt.
 * A released paper is told to the first camera at once, with its key; who does not hear
 * it asks a little later.
 */
export function useWritten(id: string) {
  const client = useQueryClient();
  useChannel(`sitting:${id}`, (hint) => {
    if (isTold(hint)) client.setQueryData<Written>(writtenKey(id), (before) => withTold(before, hint));
  });
  return useQuery({
    queryKey: writtenKey(id),
    queryFn: () => api.get<Written>(path(id, '/written'), { timeoutMs: 8_000 }),
    refetchInterval: 5_000,
    refetchIntervalInBackground: true,
    staleTime: 0,
    structuralSharing: (before, now) => laterOf(before as Written | undefined, now as Written),
  });
}

function useChange<In>(id: string, change: (input: In) => Promise<Written | void>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (state) => {
      if (state !== undefined) client.setQueryData(writtenKey(id), state);
    },
    onSettled: () => client.invalidateQueries({ queryKey: sittingKey(id) }),
  });
}

/** Tells that the paper is open, after a time if many opened theirs at the same moment. */
export const useOpenPaper = (id: string, afterMs: number) =>
  useChange(id, async (releaseId: string) => {
    await new Promise((next) => setTimeout(next, afterMs));
    await api.post(path(id, '/paper-openings'), { release_id: releaseId });
  });
export const useSendPages = (id: string) =>
  useChange(id, (fileIds: string[]) => api.post<Written>(path(id, '/pages'), { file_ids: fileIds }));
export const useTakeBreak = (id: string) => useChange(id, () => api.post<Written>(path(id, '/breaks')));
export const useReturn = (id: string) => useChange(id, () => api.post<Written>(path(id, '/break-returns')));
export const useSubmit = (id: string) => useChange(id, () => api.post<Written>(path(id, '/submissions')));
