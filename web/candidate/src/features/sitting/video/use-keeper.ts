import { useEffect, useState } from 'react';
import { useStore } from '@shared/media';
import type { Position } from '@shared/model';
import { useMedia } from '../media-context';
import { sliceStore } from './slice-store';
import { TakeKeeper, type KeeperState } from './take-keeper';
import type { VideoState } from './types';

/** Keeps this device's part of the takes, for as long as the screen of the video exam is open. */
export function useKeeper(sittingId: string, position: Position, video: VideoState | undefined): { keeper: TakeKeeper; state: KeeperState } {
  const { local } = useMedia();
  const [keeper] = useState(() => new TakeKeeper(sittingId, position, sliceStore));
  useEffect(() => keeper.open(), [keeper]);
  useEffect(() => keeper.follow(video, local), [keeper, video, local]);
  return { keeper, state: useStore(keeper.store) };
}
