import { replaceEqualDeep, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '@shared/api/client';
import { useChannel } from '@shared/events';
import type { Board } from '@shared/model';
import { newestBoard } from './merge';
import { Refresher } from './refresher';

export const boardKey = (sessionId: string) => ['board', sessionId] as const;

/** How often the board is fetched when no hint comes. Stills change with it. */
const POLL_MS = 5_000;

/** A session's board: fetched on every hint of its channel, and every 5 s whatever happens. */
export function useBoard(sessionId: string) {
  const client = useQueryClient();
  const refresher = useMemo(
    () => new Refresher(() => client.refetchQueries({ queryKey: boardKey(sessionId) })),
    [client, sessionId],
  );
  useChannel(`session:${sessionId}`, ({ kind }) => {
    // A still every few seconds per camera: the poll brings them soon enough.
    if (kind !== 'still') refresher.hint();
  });
  return useQuery({
    queryKey: boardKey(sessionId),
    queryFn: ({ signal }) => api.get<Board>(`/api/sessions/${sessionId}/board`, { signal, timeoutMs: 8_000 }),
    refetchInterval: POLL_MS,
    refetchIntervalInBackground: true,
    structuralSharing: (shown, arrived) =>
      replaceEqualDeep(shown, newestBoard(shown as Board | undefined, arrived as Board)),
  });
}
