import type { Measured } from '@shared/device-check';

type Camera = NonNullable<Measured['camera']>;

/** Mean brightness and its standard deviation, 0 to 255, of RGBA pixels (ITU-R BT.601). */
export function brightness(pixels: Uint8ClampedArray): { luma: number; spread: number } {
  const count = Math.max(1, pixels.length / 4);
  let sum = 0;
  let squares = 0;
  for (let at = 0; at + 2 < pixels.length; at += 4) {
    const luma = 0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0);
    sum += luma;
    squares += luma * luma;
  }
  const mean = sum / count;
  return { luma: mean, spread: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}

const WATCH_MS = 2_000;
const LOOK_MS = 250;

/** The picture that a video shows, watched for two seconds: frames that came, the brightest one. */
export async function measureCamera(video: HTMLVideoElement, track: MediaStreamTrack): Promise<Camera> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [64, 48];
  const paper = canvas.getContext('2d', { willReadFrequently: true });
  let best = { luma: 0, spread: 0 };
  const [from, before] = [performance.now(), framesOf(video)];
  while (performance.now() - from < WATCH_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    if (paper === null || video.videoWidth === 0) continue;
    paper.drawImage(video, 0, 0, canvas.width, canvas.height);
    const seen = brightness(paper.getImageData(0, 0, canvas.width, canvas.height).data);
    if (seen.luma > best.luma) best = seen;
  }
  const seconds = (performance.now() - from) / 1000;
  const frames = framesOf(video) - before;
  return {
    label: track.label.slice(0, 200),
    width: video.videoWidth,
    height: video.videoHeight,
    fps: Math.max(0, frames / seconds),
    ...best,
  };
}

function framesOf(video: HTMLVideoElement): number {
  return video.getVideoPlaybackQuality?.().totalVideoFrames ?? 0;
}
