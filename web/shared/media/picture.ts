const QUALITIES = [0.9, 0.8, 0.65, 0.5];

/** The present picture of a video, at most so many pixels a side; undefined while there is none. */
export function drawVideo(video: HTMLVideoElement | undefined, side: number): HTMLCanvasElement | undefined {
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
