import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@shared/api/client';
import { sittingKey } from '../api';
import type { VideoState } from './types';

const path = (id: string, rest = '') => `/api/sittings/${id}/video${rest}`;

/** Below the sitting's own key: a hint that makes that one old makes this one old, too. */
export const videoKey = (id: string) => [...sittingKey(id), 'video'] as const;

/** What a video exam adds to the sitting: the question, the takes, both devices. */
export function useVideo(id: string) {
  return useQuery({
    queryKey: videoKey(id),
    queryFn: () => api.get<VideoState>(path(id), { timeoutMs: 6_000 }),
    refetchInterval: 2_500,
    refetchIntervalInBackground: true,
    staleTime: 0,
    structuralSharing: (before, now) => newest(before as VideoState | undefined, now as VideoState),
  });
}

/** Two answers may overtake each other: the later one stands. */
function newest(before: VideoState | undefined, now: VideoState): VideoState {
  return before !== undefined && Date.parse(before.server_time) > Date.parse(now.server_time) ? before : now;
}

function useStep(id: string, step: (takeId: string) => Promise<VideoState>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: step,
    onSuccess: (state) => client.setQueryData(videoKey(id), state),
    onSettled: () => client.invalidateQueries({ queryKey: sittingKey(id) }),
  });
}

export const useStart = (id: string) => useStep(id, () => api.post<VideoState>(path(id, '/start')));
export const useStop = (id: string) => useStep(id, (takeId) => api.post<VideoState>(path(id, `/takes/${takeId}/stop`)));
export const useAgain = (id: string) => useStep(id, (takeId) => api.post<VideoState>(path(id, `/takes/${takeId}/again`)));
export const useUse = (id: string) => useStep(id, (takeId) => api.post<VideoState>(path(id, `/takes/${takeId}/use`)));
