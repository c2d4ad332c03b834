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
  const room = useMemo(() => (sittingId === undefined ? undefined : roomOf(sittingId, purpose)), [sittingId, purpose]);
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

/** Is in a sitting's media room while it is shown, for the pictures alone: nothing is published, nothing is heard. */
export function useWatchedRoom(sittingId: string): SittingRoom {
  const room = useMemo(() => roomOf(sittingId, 'panel', 'pictures'), [sittingId]);
  useEffect(() => {
    room.start();
    return () => room.stop();
  }, [room]);
  return { room, shown: useStore(room.store) };
}

function roomOf(sittingId: string, purpose: string, takes: 'all' | 'pictures' = 'all'): MediaRoom {
  const path = `/api/sittings/${sittingId}/media-tokens`;
  return new MediaRoom({ getToken: () => api.post<MediaToken>(path, { purpose }, { timeoutMs: 6_000 }), takes });
}
