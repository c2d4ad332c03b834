import { drawVideo, jpegOf, type VideoSource } from '@shared/media';

/** Pixels of a still's longer side: a document can be read on it. */
const SIDE = 1280;
/** What the server takes. */
const MAX_BYTES = 300 * 1024;
const WAIT_MS = 4000;

/** A still of a live picture as JPEG; undefined where no picture came in time. */
export async function grabStill(source: VideoSource): Promise<Blob | undefined> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  const track = 'mediaStreamTrack' in source ? source.mediaStreamTrack : source;
  video.srcObject = new MediaStream([track]);
  try {
    await Promise.race([firstFrame(video), new Promise((resolve) => setTimeout(resolve, WAIT_MS))]);
    const picture = drawVideo(video, SIDE);
    return picture === undefined ? undefined : await jpegOf(picture, MAX_BYTES);
  } finally {
    video.srcObject = null;
  }
}

async function firstFrame(video: HTMLVideoElement): Promise<void> {
  const loaded = new Promise<void>((resolve) => video.addEventListener('loadeddata', () => resolve(), { once: true }));
  await video.play();
  await loaded;
}
