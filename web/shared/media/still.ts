/** How often a device shows its staff a still. */
export const STILL_EVERY_MS = 10_000;
const WIDTH = 320;
const QUALITY = 0.6;

/**
 * Sends a small JPEG of a camera at once and every 10 s until the returned
 * function is called. A failed sending is dropped: the next still is newer.
 */
export function sendStills(track: MediaStreamTrack, send: (jpeg: Blob) => Promise<unknown>): () => void {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  void video.play().catch(() => undefined);
  let over = false;
  const once = async () => {
    const jpeg = over ? undefined : await draw(video);
    if (jpeg !== undefined && !over) await send(jpeg).catch(() => undefined);
  };
  const first = setTimeout(() => void once(), 1500);
  const timer = setInterval(() => void once(), STILL_EVERY_MS);
  return () => {
    over = true;
    clearTimeout(first);
    clearInterval(timer);
    video.srcObject = null;
  };
}

/** The present picture as JPEG, at most 320 px wide; undefined while there is none. */
async function draw(video: HTMLVideoElement): Promise<Blob | undefined> {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || videoHeight === 0) return undefined;
  const canvas = document.createElement('canvas');
  canvas.width = Math.min(WIDTH, videoWidth);
  canvas.height = Math.round((canvas.width * videoHeight) / videoWidth);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const jpeg = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  return jpeg ?? undefined;
}
