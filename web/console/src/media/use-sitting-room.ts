import { useEffect, useMemo } from 'react';
import { api } from '@shared/api/client';
import { MediaRoom, Store, trackOf, useStore, type RoomSnapshot } from '@shared/media';
import type { MediaToken } from '@shared/model';
import { ownMedia, switches } from './own-media';

export interface SittingRoom {
  room: MediaRoom;
  shown: RoomSnapshot;
}

const nowhere = new Store<RoomSnapshot>({ state: { kind: 'idle' }, others: [], soundBlocked: false, publishing: false });

/**
 * Is in a sitting's media room, with one's own camera and microphone as they
 * are switched, until another sitting or none (undefined) is asked for.
 */
export function useSittingRoom(sittingId: string | undefined, purpose: 'steward' | 'panel'): SittingRoom | undefined {
  const room = useMemo(() => roomOf(sittingId, purpose), [sittingId, purpose]);
  const media = useStore(ownMedia.store);
  const on = useStore(switches);
  const camera = on.camera ? trackOf(media.camera) : undefined;
  const microphone = trackOf(media.microphone);
  useEffect(() => {
    room?.setCamera(camera);
    room?.setMicrophone(microphone);
    room?.setMuted(!on.microphone);
  }, [room, camera, microphone, on.microphone]);
  useEffect(() => {
    room?.start();
    return () => room?.stop();
  }, [room]);
  const shown = useStore(room?.store ?? nowhere);
  return room && { room, shown };
}

function roomOf(sittingId: string | undefined, purpose: string): MediaRoom | undefined {
  if (sittingId === undefined) return undefined;
  const path = `/api/sittings/${sittingId}/media-tokens`;
  return new MediaRoom({ getToken: () => api.post<MediaToken>(path, { purpose }, { timeoutMs: 6_000 }) });
}
