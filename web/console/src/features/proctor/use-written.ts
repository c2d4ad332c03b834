import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import { useChannel } from '@shared/events';
import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';
import { useErrorText } from '@shared/ui';
import { boardKey } from '../../board/use-board';

type Schemas = components['schemas'];
export type WrittenRow = Sent<Schemas['WrittenRow']>;
export type Paper = Schemas['PaperView'];

const rowsKey = (sessionId: string) => ['written-board', sessionId] as const;
const papersKey = (sessionId: string) => ['papers', sessionId] as const;

/** What stands in a session's written sittings, by sitting. */
export function useRows(sessionId: string) {
  const client = useQueryClient();
  useChannel(`session:${sessionId}`, ({ kind }) => {
    if (kind !== 'still') void client.invalidateQueries({ queryKey: rowsKey(sessionId) });
  });
  return useQuery({
    queryKey: rowsKey(sessionId),
    queryFn: async () => {
      const { rows } = await api.get<{ rows: WrittenRow[] | null }>(`/api/sessions/${sessionId}/written-board`);
      return new Map((rows ?? []).map((row) => [row.sitting_id, row]));
    },
    refetchInterval: 5_000,
    structuralSharing: false,
  });
}

export function usePapers(sessionId: string) {
  return useQuery({
    queryKey: papersKey(sessionId),
    queryFn: async () => (await api.get<{ papers: Paper[] | null }>(`/api/sessions/${sessionId}/papers`)).papers ?? [],
    refetchInterval: 10_000,
  });
}

export type Act = (what: string, path: string, body?: unknown) => Promise<boolean>;

/** Does something in a session; a refusal is told, and everything is asked for again. The answer is whether it was done. */
export function useAct(sessionId: string): Act {
  const client = useQueryClient();
  const { t } = useTranslation();
  const errorText = useErrorText();
  return useCallback(
    async (what, path, body) => {
      try {
        await api.post(path, body);
        return true;
      } catch (error) {
        notifications.show({ color: 'red', title: t('proctor.failed', { what }), message: errorText(error), autoClose: 9_000, withCloseButton: true });
        return false;
      } finally {
        for (const queryKey of [rowsKey(sessionId), papersKey(sessionId), boardKey(sessionId)]) void client.invalidateQueries({ queryKey });
      }
    },
    [client, sessionId, t, errorText],
  );
}
