import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import type { Position, SittingView } from '@shared/model';
import { useStore, useWakeLock, type LocalMediaState, type RoomSnapshot, type WakeLock } from '@shared/media';
import { SittingMedia } from './sitting-media';

export interface Media {
  local: LocalMediaState;
  room: RoomSnapshot;
  wakeLock: WakeLock;
  retryDevices: () => void;
  switchCamera: () => void;
  chooseCamera: (deviceId: string) => void;
  chooseMicrophone: (deviceId: string) => void;
  playSound: () => void;
}

const Context = createContext<Media | null>(null);

export function useMedia(): Media {
  const media = useContext(Context);
  if (media === null) throw new Error('useMedia needs a MediaHost above it');
  return media;
}

export interface MediaHostProps {
  sitting: SittingView;
  position: Position;
  ready: boolean;
  children: ReactNode;
}

/** Keeps the camera open and the room joined beneath every screen of one position. */
export function MediaHost({ sitting, position, ready, children }: MediaHostProps) {
  const [media] = useState(() => new SittingMedia(sitting.id, position, sitting.subject.exam_type === 'video'));
  useEffect(() => media.open(), [media]);
  useEffect(() => media.follow(sitting, ready), [media, sitting, ready]);
  useEffect(() => {
    // Any tap lets the page sound: nobody has to find the right button.
    const tap = () => {
      if (media.room.store.value.soundBlocked) void media.room.playSound();
    };
    addEventListener('pointerdown', tap);
    return () => removeEventListener('pointerdown', tap);
  }, [media]);
  const wakeLock = useWakeLock(true);
  const value: Media = {
    local: useStore(media.local.store),
    room: useStore(media.room.store),
    wakeLock,
    retryDevices: () => void media.local.retry(),
    switchCamera: () => void media.local.switchCamera(),
    chooseCamera: (id) => void media.local.chooseCamera(id),
    chooseMicrophone: (id) => void media.local.chooseMicrophone(id),
    playSound: () => void media.room.playSound(),
  };
  return <Context value={value}>{children}</Context>;
}
