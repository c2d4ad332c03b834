import { useEffect } from 'react';
import { LocalMedia, Store, useStore } from '@shared/media';

/** One's own camera and microphone, opened before they are needed and kept while a screen with video is shown. */
export const ownMedia = new LocalMedia();

/** What one has switched on; kept from one candidate to the next. */
export const switches = new Store({ camera: true, microphone: true });

let screens = 0;

/**
 * Opens camera and microphone and fetches the video library ahead, so that
 * nothing of it is left to do when a candidate comes. Both are given back
 * when the last screen that needs them is left.
 */
export function useOwnMedia() {
  useEffect(() => {
    screens++;
    void ownMedia.start({ microphone: true });
    void import('livekit-client').catch(() => undefined); // ahead of need; who needs it asks again
    return () => {
      screens--;
      // The next screen may take over within the same navigation.
      setTimeout(() => screens === 0 && ownMedia.stop(), 500);
    };
  }, []);
  return { media: useStore(ownMedia.store), on: useStore(switches) };
}
