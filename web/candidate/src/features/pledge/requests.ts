import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, isApiError } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { SittingView } from '@shared/model';
import type { Stroke } from './ink';

export type Pledge = components['schemas']['PledgeView'];

const keyOf = (sittingId: string) => ['sitting', sittingId, 'pledge'] as const;

export function usePledge(sittingId: string) {
  return useQuery({ queryKey: keyOf(sittingId), queryFn: () => api.get<Pledge>(`/api/sittings/${sittingId}/pledge`) });
}

export type Hand = { kind: 'hand'; strokes: readonly Stroke[] } | { kind: 'typed'; typed: string };

/** Signs the text that was read. When it has a new version meanwhile, that one is fetched. */
export function useSign(sittingId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ pledge, hand }: { pledge: Pledge; hand: Hand }) =>
      api.post<SittingView>(`/api/sittings/${sittingId}/signatures`, {
        ...{ pledge_id: pledge.id, sha256: pledge.sha256, read_to_end: true, agreed: true },
        ...hand,
      }),
    onError: (error) => {
      if (isApiError(error, 'conflict')) void client.invalidateQueries({ queryKey: keyOf(sittingId) });
    },
  });
}
