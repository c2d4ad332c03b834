import { useCallback, useEffect, useRef, useState } from 'react';
import { secondsUntil, useServerNow } from '@shared/clock';
import { jpegOf } from '@shared/media';
import { look, ready } from './finder';
import { useGrab } from './grab';
import { guide, type Hint } from './guide';
import type { Measures } from './measure';
import { sendFrame, useHandIn, type Challenge, type FaceAction } from './requests';

/** After so long without a movement that the device sees, a button of one's own appears. */
const BY_HAND_MS = 15_000;
/** Between two looks, so that a slow phone still draws its picture. */
const PAUSE_MS = 60;

interface RunProps {
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
export function useRun({ sittingId, challenge, camera, onDevice, maxBytes, onHandedIn }: RunProps): Run {
  const grab = useGrab(camera);
  const handIn = useHandIn(sittingId);
  const [place, setPlace] = useState(0);
  const [hint, setHint] = useState<Run['hint']>('loading');
  const [error, setError] = useState<Error>();
  const [blind, setBlind] = useState(false);
  const first = useRef<Measures>(undefined);
  const byEye = useRef(true); // the device has seen every movement itself
  const busy = useRef(false);
  const secondsLeft = secondsUntil(challenge.expires_at, useServerNow());
  const over = error !== undefined || secondsLeft === 0;
  const all = challenge.actions.length;

  const take = useCallback(
    async (picture: HTMLCanvasElement | undefined) => {
      if (picture === undefined || busy.current) return;
      busy.current = true;
      try {
        if (!onDevice) {
          const jpeg = await jpegOf(picture, maxBytes);
          if (jpeg === undefined) return;
          await sendFrame(sittingId, challenge, place, jpeg);
        }
        setPlace(place + 1);
        if (place + 1 < all) return;
        setHint('sending');
        await handIn.mutateAsync({ challenge, claim: onDevice ? (byEye.current ? 'passed' : 'failed') : undefined });
        onHandedIn();
      } catch (cause) {
        setError(cause instanceof Error ? cause : new Error(String(cause)));
      } finally {
        busy.current = false;
      }
    },
    [all, challenge, handIn, maxBytes, onDevice, onHandedIn, place, sittingId],
  );

  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  }, [take]);

  useEffect(() => {
    const action = challenge.actions[place];
    if (over || action === undefined) return undefined;
    let gone = false;
    const late = setTimeout(() => setBlind(true), BY_HAND_MS);
    const watch = async () => {
      await ready();
      while (!gone) {
        const picture = grab('frame');
        const seen = picture === undefined ? ({ kind: 'none' } as const) : await look(picture);
        if (gone) return;
        const { hint: said, shown } = guide(action as FaceAction, seen, first.current);
        setHint(said);
        if (shown && seen.kind === 'face') {
          if (place === 0) first.current = seen.measures;
          await latest.current(picture);
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
  }, [challenge, grab, over, place]);

  const byHand = blind && !over && place < all
    ? () => {
        byEye.current = false;
        void take(grab('frame'));
      }
    : undefined;
  return { place, hint, secondsLeft, error, byHand };
}
