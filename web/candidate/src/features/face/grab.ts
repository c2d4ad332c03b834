import { useCallback, useEffect, useRef } from 'react';
import { drawVideo } from '@shared/media';

/** Pixels of the longer side of a frame; enough to tell a face, small enough for any line. */
const SIDE = 640;
const DOCUMENT_SIDE = 1280;

/** Takes still pictures of a camera. `draw` is undefined while there is no picture. */
export function useGrab(camera: MediaStreamTrack | undefined) {
  const video = useRef<HTMLVideoElement | undefined>(undefined);
  useEffect(() => {
    if (camera === undefined) return undefined;
    const one = document.createElement('video');
    one.muted = true;
    one.playsInline = true;
    one.srcObject = new MediaStream([camera]);
    void one.play().catch(() => undefined);
    video.current = one;
    return () => {
      one.srcObject = null;
      video.current = undefined;
    };
  }, [camera]);
  return useCallback((purpose: 'frame' | 'document') => drawVideo(video.current, purpose === 'frame' ? SIDE : DOCUMENT_SIDE), []);
}
