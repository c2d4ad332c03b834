import { useCallback, useEffect, useRef, useState } from 'react';
import { secondsUntil, useServerNow } from '@shared/clock';
import { useGrab } from './grab';
import type { Hint } from './guide';
import type { Challenge } from './requests';
import { useSteps } from './use-steps';
import { useWatch } from './use-watch';

export interface RunProps {
  sittingId: string;
  challenge: Challenge;
  camera: MediaStreamTrack | undefined;
  onDevice: boolean;
  maxBytes: number;
  onHandedIn: () => void;
}

/** One challenge on its way. */
export interface Run {
  /** Of the movement to make now; all are made when it is their number. */
  place: number;
  hint: Hint | 'loading' | 'unseen' | 'sending';
  secondsLeft: number;
  error: Error | undefined;
  /** Takes the picture now; undefined while the device sees for itself. */
  byHand: (() => void) | undefined;
}

/** Makes the movements of a challenge: looks, photographs each when it is there, sends, hands in. */
export function useRun(props: RunProps): Run {
  const { challenge, camera } = props;
  const grab = useGrab(camera);
  const [error, setError] = useState<Error>();
  const secondsLeft = secondsUntil(challenge.expires_at, useServerNow());
  const over = error !== undefined || secondsLeft === 0;
  const { place, take } = useSteps(props, setError);
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  }, [take]);
  const onShown = useCallback((picture: HTMLCanvasElement) => latest.current(picture, 'eye'), []);
  const { hint, blind } = useWatch({ challenge, place, over, grab, onShown });
  const made = place >= challenge.actions.length;
  const press = () => {
    const picture = grab('frame');
    if (picture !== undefined) void take(picture, 'hand');
  };
  return { place, hint: made ? 'sending' : hint, secondsLeft, error, byHand: blind && !over && !made ? press : undefined };
}
