import { useEffect, useRef, useState } from 'react';
import { look, ready } from './finder';
import { guide } from './guide';
import type { Measures } from './measure';
import type { Challenge, FaceAction } from './requests';
import type { Run } from './use-run';

/** After so long without a movement that the device sees, a button of one's own appears. */
const BY_HAND_MS = 15_000;
/** Between two looks, so that a slow phone still draws its picture. */
const PAUSE_MS = 60;

interface WatchProps {
  challenge: Challenge;
  place: number;
  over: boolean;
  grab: (purpose: 'frame') => HTMLCanvasElement | undefined;
  /** Takes the picture that shows the movement. */
  onShown: (picture: HTMLCanvasElement) => Promise<void>;
}

/** Looks for the movement to make now, on this device. `blind` once it has not seen one for long. */
export function useWatch({ challenge, place, over, grab, onShown }: WatchProps): { hint: Run['hint']; blind: boolean } {
  const [hint, setHint] = useState<Run['hint']>('loading');
  const [blind, setBlind] = useState(false);
  const first = useRef<Measures>(undefined);
  useEffect(() => {
    const action = challenge.actions[place] as FaceAction | undefined;
    if (over || action === undefined) return undefined;
    let gone = false;
    const late = setTimeout(() => setBlind(true), BY_HAND_MS);
    const watch = async () => {
      await ready();
      while (!gone) {
        const picture = grab('frame');
        const seen = picture === undefined ? ({ kind: 'none' } as const) : await look(picture);
        if (gone) return;
        const { hint: said, shown } = guide(action, seen, first.current);
        setHint(said);
        if (shown && seen.kind === 'face' && picture !== undefined) {
          if (place === 0) first.current = seen.measures;
          await onShown(picture);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    };
    void watch().catch(() => {
      if (gone) return;
      setBlind(true); // this browser cannot look for faces
      setHint('unseen');
    });
    return () => {
      gone = true;
      clearTimeout(late);
    };
  }, [challenge, grab, onShown, over, place]);
  return { hint, blind };
}
