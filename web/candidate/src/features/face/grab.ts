import { useCallback, useEffect, useRef } from 'react';

/** Pixels of the longer side of a frame; enough to tell a face, small enough for any line. */
const SIDE = 640;
const DOCUMENT_SIDE = 1280;
const QUALITIES = [0.9, 0.8, 0.65, 0.5];

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
  return useCallback((purpose: 'frame' | 'document') => draw(video.current, purpose === 'frame' ? SIDE : DOCUMENT_SIDE), []);
}

function draw(video: HTMLVideoElement | undefined, side: number): HTMLCanvasElement | undefined {
  if (video === undefined || video.videoWidth === 0) return undefined;
  const scale = Math.min(1, side / Math.max(video.videoWidth, video.videoHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** A picture as JPEG of at most so many bytes; undefined where that is not possible. */
export async function jpegOf(picture: HTMLCanvasElement, maxBytes: number): Promise<Blob | undefined> {
  for (const quality of QUALITIES) {
    const jpeg = await new Promise<Blob | null>((resolve) => picture.toBlob(resolve, 'image/jpeg', quality));
    if (jpeg !== null && jpeg.size <= maxBytes) return jpeg;
  }
  return undefined;
}
