import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, isApiError } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import type { Sent, SittingView } from '@shared/model';

export type Face = Sent<components['schemas']['FaceView']>;
export type Challenge = Sent<components['schemas']['ChallengeView']>;
export type FaceAction = 'straight' | 'turn_left' | 'turn_right' | 'blink' | 'open_mouth' | 'nod';

const keyOf = (sittingId: string) => ['sitting', sittingId, 'face'] as const;

/** How often a candidate in line asks for her place. */
const IN_LINE_MS = 1500;

function useLanguage(): 'zh-CN' | 'en' {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'zh-CN';
}

/** Where the face check stands; asked again while a try of hers is in line. */
export function useFace(sittingId: string) {
  const language = useLanguage();
  return useQuery({
    queryKey: [...keyOf(sittingId), language],
    queryFn: () => api.get<Face>(`/api/sittings/${sittingId}/face`, { query: { language } }),
    refetchInterval: ({ state }) => (state.data?.check?.state === 'queued' ? IN_LINE_MS : false),
  });
}

/** Answers the notice that was read. When it has a new text, that is fetched. */
export function useConsent(sittingId: string) {
  const client = useQueryClient();
  const language = useLanguage();
  return useMutation({
    mutationFn: ({ face, agreed }: { face: Face; agreed: boolean }) =>
      api.post<Face>(`/api/sittings/${sittingId}/face-consents`, { agreed, sha256: face.notice.sha256 }, { query: { language } }),
    onSuccess: (face) => client.setQueryData([...keyOf(sittingId), language], face),
    onError: (error) => {
      if (isApiError(error, 'notice_changed')) void client.invalidateQueries({ queryKey: keyOf(sittingId) });
    },
  });
}

/** Movements to make. What changed meanwhile is fetched with the refusal. */
export function useBegin(sittingId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<Challenge>(`/api/sittings/${sittingId}/face-challenges`),
    onError: () => void client.invalidateQueries({ queryKey: keyOf(sittingId) }),
  });
}

/** Sends one frame; what the line broke is sent again. */
export async function sendFrame(sittingId: string, challenge: Challenge, place: number, jpeg: Blob): Promise<void> {
  const path = `/api/sittings/${sittingId}/face-challenges/${challenge.id}/frames/${place}`;
  for (let left = 2; ; left--) {
    try {
      return await api.put(path, jpeg, { headers: { 'X-Face-Nonce': challenge.nonce } });
    } catch (error) {
      if (left === 0 || !isApiError(error) || !error.passing) throw error;
    }
  }
}

/** Hands the frames in; where no picture leaves the phone, what it found. */
export function useHandIn(sittingId: string) {
  const client = useQueryClient();
  const language = useLanguage();
  return useMutation({
    mutationFn: ({ challenge, claim }: { challenge: Challenge; claim: 'passed' | 'failed' | undefined }) =>
      api.post<Face>(`/api/sittings/${sittingId}/face-checks`, { challenge_id: challenge.id, nonce: challenge.nonce, claim }, { query: { language } }),
    onSuccess: (face) => client.setQueryData([...keyOf(sittingId), language], face),
  });
}

/** Sends a picture of oneself with one's document. */
export function useDocument(sittingId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (jpeg: Blob) => api.put(`/api/sittings/${sittingId}/face-document`, jpeg),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(sittingId) }),
  });
}

/** Goes on to a person. */
export function useAskPerson(sittingId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<SittingView>(`/api/sittings/${sittingId}/face-persons`),
    onSuccess: () => client.invalidateQueries({ queryKey: keyOf(sittingId) }),
  });
}
