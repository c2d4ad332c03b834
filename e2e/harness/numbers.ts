import { execFileSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import { COUNTING } from './clip.ts';

/** One frame of a recording: when it is shown in the file, in ms, and its number. */
export interface Frame {
  atMs: number;
  number: number;
}

/** When a camera took a frame, on the machine's clock, in ms. */
export interface Sight {
  number: number;
  wallMs: number;
}

/** Reads the frames of a recording of a counting clip, off its pictures. */
export function framesOf(file: string): Frame[] {
  const times = execFileSync('ffprobe', ['-v', 'error', '-select_streams', 'v', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0', file], { maxBuffer: 64 << 20 })
    .toString()
    .trim()
    .split('\n')
    .map((line) => Number(line.replace(/,.*$/, '')) * 1000);
  const picture = 'crop=in_w:in_h/12:0:0,scale=16:1:flags=area,format=gray';
  const bytes = execFileSync('ffmpeg', ['-v', 'error', '-i', file, '-map', '0:v:0', '-fps_mode', 'passthrough', '-vf', picture, '-f', 'rawvideo', '-'], { maxBuffer: 64 << 20 });
  return times.slice(0, Math.floor(bytes.length / 16)).map((atMs, n) => ({ atMs, number: numberIn(bytes.subarray(16 * n, 16 * n + 16)) }));
}

function numberIn(row: Uint8Array): number {
  return row.reduce((sum, light) => sum * 2 + (light > 127 ? 1 : 0), 0);
}

/**
 * Lets a page write down when its camera took which frame: its next hundred frames. The
 * frames come from the camera with its own clock, the number is read off the picture.
 * What the page shows of them tells how that clock lies to the page's (captureTime); when
 * it shows them says nothing, since a busy machine is late by tenths of a second.
 */
export async function beginWatching(page: Page, testId: string): Promise<void> {
  await page.evaluate((id) => {
    const ENOUGH = 100;
    interface Sight {
      number: number;
      stamp: number;
    }
    const find = () => document.querySelector<HTMLVideoElement>(`[data-testid="${id}"] video`);
    let video = find();
    const canvas = new OffscreenCanvas(16, 1);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const track = (video?.srcObject as MediaStream | null)?.getVideoTracks()[0]?.clone();
    if (video === null || context === null || track === undefined) throw new Error(`no picture in ${id}`);
    const numberOf = (picture: CanvasImageSource, width: number, height: number) => {
      context.drawImage(picture, 0, 0, width, height / 12, 0, 0, 16, 1);
      const { data } = context.getImageData(0, 0, 16, 1);
      let number = 0;
      for (let bit = 0; bit < 16; bit++) number = number * 2 + ((data[4 * bit] ?? 0) > 127 ? 1 : 0);
      return number;
    };
    const taken: Sight[] = [];
    const shown: Sight[] = [];
    Object.assign(window, { taken, shown });
    const show = (of: HTMLVideoElement) =>
      of.requestVideoFrameCallback((_, { captureTime }) => {
        if (captureTime !== undefined) shown.push({ number: numberOf(of, of.videoWidth, of.videoHeight), stamp: performance.timeOrigin + captureTime });
        if (of === video && taken.length < ENOUGH) show(of);
      });
    show(video);
    // The page may show the same camera in another place from now on, as when the take begins.
    const follow = setInterval(() => {
      const now = find();
      if (taken.length >= ENOUGH) clearInterval(follow);
      else if (now !== null && now !== video) show((video = now));
    }, 50);
    const Processor = (window as unknown as { MediaStreamTrackProcessor: new (init: object) => { readable: ReadableStream<VideoFrame> } }).MediaStreamTrackProcessor;
    const reader = new Processor({ track, maxBufferSize: 6 }).readable.getReader();
    const take = async () => {
      while (taken.length < ENOUGH) {
        const { value } = await reader.read();
        if (value === undefined) return;
        taken.push({ number: numberOf(value, value.displayWidth, value.displayHeight), stamp: value.timestamp / 1000 });
        value.close();
      }
      await reader.cancel(); // what waits to be read holds the camera's buffers
      track.stop();
    };
    void take();
  }, testId);
}

/** What a page has written down. */
export async function sightsOf(page: Page): Promise<Sight[]> {
  const { taken, shown } = await page.evaluate(() => {
    const { taken, shown } = window as unknown as Record<'taken' | 'shown', { number: number; stamp: number }[]>;
    return { taken, shown };
  });
  const apart = shown.flatMap(({ number, stamp }) => taken.filter((one) => one.number === number).map((one) => stamp - one.stamp));
  if (apart.length === 0) throw new Error('no frame was both taken and shown');
  return taken.map(({ number, stamp }) => ({ number, wallMs: stamp + median(apart) }));
}

/**
 * When a file began, on the machine's clock: the median over its frames of the moment at
 * which the camera took the frame, less the frame's time in the file. `nearMs` says
 * which round of the clip is meant.
 */
export function beganAtMs(frames: readonly Frame[], sights: readonly Sight[], nearMs: number): number {
  const byNumber = new Map<number, number[]>();
  for (const { number, wallMs } of sights) byNumber.set(number, [...(byNumber.get(number) ?? []), wallMs]);
  const round = (COUNTING.frames / COUNTING.rate) * 1000;
  const starts = frames.flatMap(({ atMs, number }) => (byNumber.get(number) ?? []).filter((wall) => Math.abs(wall - atMs - nearMs) < round / 2).map((wall) => wall - atMs));
  if (starts.length < 10) throw new Error(`only ${starts.length} of ${frames.length} frames were seen on the camera`);
  return median(starts);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
