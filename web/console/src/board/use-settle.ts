import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import type { Board, BoardSitting, StepKind } from '@shared/model';
import { useErrorText } from '@shared/ui';
import { withRow } from './merge';
import { boardKey } from './use-board';
import { tellRefusal } from './use-moves';

/** What staff decide about a step of check-in. */
export type Decision = 'tick' | 'repeat' | 'override';

const paths = { tick: 'ticks', repeat: 'repeats', override: 'overrides' } as const;

/** Decides about a step; a refusal is told, and the answer is whether it was done. */
export function useSettle(sessionId: string) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const errorText = useErrorText();
  return useCallback(
    async (decision: Decision, sitting: BoardSitting, kind: StepKind, reason?: string): Promise<boolean> => {
      const key = boardKey(sessionId);
      try {
        const row = await api.post<BoardSitting>(`/api/sittings/${sitting.id}/steps/${kind}/${paths[decision]}`, reason === undefined ? undefined : { reason });
        client.setQueryData<Board>(key, (board) => board && withRow(board, row));
        return true;
      } catch (error) {
        tellRefusal(t('step.failed'), errorText(error));
        await client.refetchQueries({ queryKey: key });
        return false;
      }
    },
    [client, sessionId, t, errorText],
  );
}
