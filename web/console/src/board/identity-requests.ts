import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Board, BoardSitting, Sent } from '@shared/model';
import { withRow } from './merge';
import { boardKey } from './use-board';

type Schemas = components['schemas'];
export type IdentityRecord = Sent<Schemas['IdentityRecord']>;
export type FaceTry = IdentityRecord['tries'][number];
export type FacePicture = FaceTry['frames'][number];

const keyOf = (sittingId: string) => ['identity', sittingId] as const;

/** What is known of who a candidate is; asked again when her row changes. */
export function useIdentity({ id, version }: BoardSitting) {
  return useQuery({
    queryKey: [...keyOf(id), version],
    queryFn: () => api.get<IdentityRecord>(`/api/sittings/${id}/identity`),
    placeholderData: (shown) => shown,
  });
}

/** Keeps a still of the candidate with her document. */
export function useKeepStill(sittingId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (jpeg: Blob) => api.put(`/api/sittings/${sittingId}/document-still`, jpeg),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(sittingId) }),
  });
}

/** Confirms or rejects a candidate who was compared with her document. */
export function useCompare(sessionId: string, sittingId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (decision: { confirmed: boolean; reason: string }) => api.post<BoardSitting>(`/api/sittings/${sittingId}/id-checks`, decision),
    onSuccess: (row) => client.setQueryData<Board>(boardKey(sessionId), (board) => board && withRow(board, row)),
  });
}
