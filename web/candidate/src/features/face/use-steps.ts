import { useCallback, useRef, useState } from 'react';
import { jpegOf } from '@shared/media';
import { sendFrame, useHandIn } from './requests';
import type { RunProps } from './use-run';

/** The movements that are made, and how the next picture is taken: by the device's eye or by hand. */
export function useSteps({ sittingId, challenge, onDevice, maxBytes, onHandedIn }: RunProps, onError: (error: Error) => void) {
  const { mutateAsync: handIn } = useHandIn(sittingId);
  const [place, setPlace] = useState(0);
  const seenAll = useRef(true);
  const busy = useRef(false);

  const step = useCallback(
    async (picture: HTMLCanvasElement) => {
      if (!onDevice) {
        const jpeg = await jpegOf(picture, maxBytes);
        if (jpeg === undefined) throw new Error('the camera gave no picture');
        await sendFrame(sittingId, challenge, place, jpeg);
      }
      setPlace(place + 1);
      if (place + 1 < challenge.actions.length) return;
      await handIn({ challenge, claim: onDevice ? (seenAll.current ? 'passed' : 'failed') : undefined });
      onHandedIn();
    },
    [challenge, handIn, maxBytes, onDevice, onHandedIn, place, sittingId],
  );

  const take = useCallback(
    async (picture: HTMLCanvasElement, by: 'eye' | 'hand') => {
      if (busy.current) return;
      busy.current = true;
      if (by === 'hand') seenAll.current = false;
      try {
        await step(picture);
      } catch (cause) {
        onError(cause instanceof Error ? cause : new Error(String(cause)));
      } finally {
        busy.current = false;
      }
    },
    [onError, step],
  );
  return { place, take };
}
