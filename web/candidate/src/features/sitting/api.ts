import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { api, isApiError } from '@shared/api/client';
import { useChannel } from '@shared/events';
import type { MediaToken, Pairing, Position, SittingView } from '@shared/model';
import { deviceKind, deviceLabel } from '@shared/device-label';
import { PATIENT_MS, usePatience } from './patience';

export const sittingKey = (id: string) => ['sitting', id] as const;
const path = (id: string, rest = '') => `/api/sittings/${id}${rest}`;
const inTurn = { timeoutMs: PATIENT_MS } as const;

/**
 * The sitting as the server has it: fetched again on every hint, and every
 * 5 s whether or not hints come.
 */
export function useSitting(id: string) {
  const client = useQueryClient();
  const refetch = useCallback(() => void client.invalidateQueries({ queryKey: sittingKey(id) }), [client, id]);
  const sitting = useQuery({
    queryKey: sittingKey(id),
    queryFn: () => api.get<SittingView>(path(id), { timeoutMs: 8_000 }),
    refetchInterval: 5_000,
    refetchIntervalInBackground: true,
    staleTime: 0,
    structuralSharing: newest,
  });
  useChannel(sitting.data === undefined ? undefined : `sitting:${id}`, (hint) => {
    // A still of one's own changes nothing that is on the screen; a paper that is told comes with all that its view needs.
    if (hint.kind !== 'still' && hint.kind !== 'paper') refetch();
  });
  return sitting;
}

/** Two answers may overtake each other: the one of the later version stands. */
function newest(before: unknown, now: unknown): unknown {
  const [old, fresh] = [before as SittingView | undefined, now as SittingView];
  if (old === undefined || old.version < fresh.version) return fresh;
  if (old.version > fresh.version) return old;
  return Date.parse(old.server_time) > Date.parse(fresh.server_time) ? old : fresh;
}

/** A change to the sitting whose answer is the new snapshot; tried once, unless it may be tried again. */
function useStep<In>(id: string, step: (input: In) => Promise<SittingView>, patience: Partial<ReturnType<typeof usePatience>> = {}) {
  const client = useQueryClient();
  return useMutation({
    ...patience,
    mutationFn: step,
    onSuccess: (view) => client.setQueryData(sittingKey(id), view),
    onError: (error) => {
      // The record is not what this page thought: look again.
      if (isApiError(error) && error.status === 409) void client.invalidateQueries({ queryKey: sittingKey(id) });
    },
  });
}

/** Takes a position; only a free one is tried for again, since who takes one over may have gone elsewhere meanwhile. */
export function useJoin(id: string) {
  const patience = usePatience();
  const takesOver = useRef(false);
  return useStep(
    id,
    ({ position, takeOver }: { position: Position; takeOver: boolean }) => {
      takesOver.current = takeOver;
      return api.post<SittingView>(path(id, '/devices'), { position, take_over: takeOver, label: deviceLabel(), device: deviceKind() }, inTurn);
    },
    { ...patience, retry: (count, error) => !takesOver.current && patience.retry(count, error) },
  );
}

export function useLeave(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete(path(id, '/devices/current')),
    onSuccess: () => client.invalidateQueries({ queryKey: sittingKey(id) }),
  });
}

export function useEnterWaiting(id: string) {
  return useStep(id, () => api.post<SittingView>(path(id, '/waiting'), {}, inTurn), usePatience());
}

export function useTakeSeat(id: string) {
  return useStep(id, () => api.post<SittingView>(path(id, '/seat'), {}, inTurn), usePatience());
}

export function useGetReady(id: string) {
  const client = useQueryClient();
  return useMutation({
    ...usePatience(),
    mutationFn: () => api.post<unknown>(path(id, '/video/ready'), {}, inTurn),
    onSettled: () => client.invalidateQueries({ queryKey: sittingKey(id) }),
  });
}

export interface FoundDevices {
  camera: string;
  width: number;
  height: number;
  microphone: string;
  heard: boolean;
  latency_ms: number;
}

export function useCheckDevices(id: string) {
  return useStep(id, (found: FoundDevices) => api.post<SittingView>(path(id, '/device-checks'), found));
}

export function useScanRoom(id: string) {
  return useStep(id, () => api.post<SittingView>(path(id, '/room-scans')));
}

export function useAccept(id: string) {
  return useStep(id, (version: number) => answer(id, '/acceptances', version));
}

export function useRefuse(id: string) {
  return useStep(id, (version: number) => answer(id, '/refusals', version));
}

/**
 * Answers an invitation. Where something else about the sitting changed in the
 * same moment, such as a device that joined, and the invitation still stands,
 * the answer is given once more.
 */
async function answer(id: string, rest: string, version: number): Promise<SittingView> {
  try {
    return await api.post<SittingView>(path(id, rest), { version });
  } catch (error) {
    if (!isApiError(error, 'conflict')) throw error;
    const now = await api.get<SittingView>(path(id));
    if (now.phase !== 'invited') return now;
    return api.post<SittingView>(path(id, rest), { version: now.version });
  }
}

export function usePairing(id: string) {
  return useMutation({ mutationFn: () => api.post<Pairing>(path(id, '/pairings')) });
}

export function useOpenRelease(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (releaseId: string) => api.post(path(id, `/releases/${releaseId}/openings`)),
    onSuccess: () => client.invalidateQueries({ queryKey: sittingKey(id) }),
  });
}

export const getMediaToken = (id: string) => () =>
  api.post<MediaToken>(path(id, '/media-tokens'), { purpose: 'camera' });

export const putStill = (id: string) => (jpeg: Blob) => api.put(path(id, '/still'), jpeg);
