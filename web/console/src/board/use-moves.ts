import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { Board, BoardSitting } from '@shared/model';
import { useErrorText } from '@shared/ui';
import { withRow } from './merge';
import { refusalOf } from './refusal';
import { request, versionToRetry, type Details, type Move } from './requests';
import { boardKey } from './use-board';

export type MakeMove = (move: Move, sitting: BoardSitting, details?: Details) => Promise<boolean>;

/** Tells a refusal in the corner of the screen until it is read. */
export function tellRefusal(title: string, message: string): void {
  notifications.show({ color: 'red', title, message, autoClose: 9_000, withCloseButton: true });
}

/**
 * Takes an action on a candidate. A refusal is told in words of what stands
 * now; the answer is whether it was done.
 */
export function useMoves(sessionId: string): MakeMove {
  const client = useQueryClient();
  const { t } = useTranslation();
  const errorText = useErrorText();
  return useCallback(
    async (move, sitting, details) => {
      const key = boardKey(sessionId);
      try {
        const row = await requestTwice(move, sitting, details);
        client.setQueryData<Board>(key, (board) => board && withRow(board, row));
        void client.refetchQueries({ queryKey: key });
        return true;
      } catch (error) {
        await client.refetchQueries({ queryKey: key });
        const action = move === 'withdraw' || move === 'draw' ? 'release' : move;
        const refusal = refusalOf(action, error, client.getQueryData<Board>(key), sitting.id);
        tellRefusal(t(`move.failed.${move}`), refusal ? t(refusal.key, refusal.params) : errorText(error));
        return false;
      }
    },
    [client, sessionId, t, errorText],
  );
}

async function requestTwice(move: Move, sitting: BoardSitting, details?: Details): Promise<BoardSitting> {
  try {
    return await request(move, sitting, details);
  } catch (error) {
    const version = versionToRetry(move, error, sitting);
    if (version === undefined) throw error;
    return request(move, { ...sitting, version }, details);
  }
}

/** Calls the next waiting candidate; the board then shows whom. */
export function useCallNext(sessionId: string): () => Promise<void> {
  const client = useQueryClient();
  const { t } = useTranslation();
  const errorText = useErrorText();
  return useCallback(async () => {
    try {
      await api.post(`/api/sessions/${sessionId}/next-call`);
    } catch (error) {
      tellRefusal(t('move.failed.call'), errorText(error));
    }
    await client.refetchQueries({ queryKey: boardKey(sessionId) });
  }, [client, sessionId, t, errorText]);
}
