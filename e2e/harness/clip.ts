import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from '@playwright/test';
import { clips, ffmpeg, root } from './place.ts';

/**
 * What a camera shows in a test: a field of one colour, by which a test can tell
 * whose picture it sees, with a moving picture and a running clock inside.
 */
export const colours = {
  first: [31, 95, 191],
  second: [200, 110, 30],
  steward: [40, 140, 70],
  chair: [150, 60, 150],
  examiner: [120, 120, 120],
} as const;

/** A clip by its colour's name. */
export type Clip = keyof typeof colours;

/** Small and slow: four browsers encode and draw them on two cores. */
const SMALL = '320x240';
const RATE = 10;
/** Where a picture must be read: a code, a face, a frame's number. */
const SIZE = '640x480';

/** Makes the clips that are missing; each plays in a loop of six seconds. */
export function makeClips(): void {
  mkdirSync(clips, { recursive: true });
  for (const [name, rgb] of Object.entries(colours)) {
    const file = clipFile(name);
    if (existsSync(file)) continue;
    const hex = rgb.map((part) => part.toString(16).padStart(2, '0')).join('');
    write(file, [
      ...['-f', 'lavfi', '-i', `color=0x${hex}:s=${SMALL}:r=${RATE}:d=6`],
      ...['-f', 'lavfi', '-i', `testsrc2=s=160x120:r=${RATE}:d=6`],
      ...['-filter_complex', 'overlay=80:60'],
    ]);
  }
}

/** Makes a clip that shows a still picture (a PNG), such as a QR code; returns its file. */
export function clipOfPicture(name: string, png: string): string {
  const file = clipFile(name);
  mkdirSync(clips, { recursive: true });
  const fit = 'scale=440:440:force_original_aspect_ratio=decrease:flags=neighbor,pad=640:480:(ow-iw)/2:(oh-ih)/2:white';
  write(file, ['-loop', '1', '-i', png, '-t', '2', '-r', String(RATE), '-vf', `${fit},format=yuvj420p`]);
  return file;
}

/**
 * Makes a clip of a face on the first camera's colour; returns its file. The picture
 * is the author's own in the package of the engine (@vladmandic/human, MIT). A live
 * one has a camera's noise, so that no two frames are the same within 45 s.
 */
export function clipOfFace(kind: 'live' | 'still'): string {
  const file = clipFile(`face-${kind}`);
  mkdirSync(clips, { recursive: true });
  const photo = path.join(root, 'web/node_modules/@vladmandic/human/assets/screenshot-faceid.jpg');
  const noise = kind === 'live' ? ',noise=alls=6:allf=t' : '';
  const fit = `crop=118:124:14:143,scale=380:400:flags=lanczos,pad=640:480:130:60:0x1f5fbf${noise},format=yuvj420p`;
  if (!existsSync(file)) write(file, ['-loop', '1', '-i', photo, '-t', kind === 'live' ? '45' : '2', '-r', String(RATE), '-vf', fit]);
  return file;
}

/** Frames a second of a counting clip, and how many it has before it begins anew. */
export const COUNTING = { rate: 20, frames: 1200 } as const;

/**
 * Makes a clip on a camera's colour in which every frame carries its own number: sixteen
 * fields in a row along the upper edge, white for one and black for nought. So a test
 * can read off a recording which frame it shows. Returns its file.
 */
export function clipOfNumbers(colour: Clip): string {
  const file = clipFile(`numbers-${colour}`);
  if (existsSync(file)) return file;
  mkdirSync(clips, { recursive: true });
  const { rate, frames } = COUNTING;
  const hex = colours[colour].map((part) => part.toString(16).padStart(2, '0')).join('');
  const seconds = String(frames / rate);
  write(file, [
    ...['-f', 'lavfi', '-i', `color=0x${hex}:s=${SIZE}:r=${rate}:d=${seconds}`],
    ...['-f', 'lavfi', '-i', `testsrc2=s=320x240:r=${rate}:d=${seconds}`],
    ...['-f', 'lavfi', '-i', `nullsrc=s=16x1:r=${rate}:d=${seconds},geq=lum='255*mod(floor(N/pow(2,15-X)),2)':cb=128:cr=128,scale=640:40:flags=neighbor`],
    ...['-filter_complex', '[0][1]overlay=160:120[a];[a][2]overlay=0:0'],
  ]);
  return file;
}

/**
 * The file of a clip. Chromium plays a Y4M at the rate that its head says and an MJPEG at 30
 * frames a second, whatever it was made with (media/capture/video/file_video_capture_device.cc);
 * large clips are MJPEG all the same, since a Y4M of theirs has hundreds of megabytes.
 */
export function clipFile(name: string): string {
  return path.join(clips, `${name}.${name in colours ? 'y4m' : 'mjpeg'}`);
}

function write(file: string, input: string[]): void {
  const ending = path.extname(file);
  const half = `${file}.half${ending}`; // a run that was stopped leaves no half clip behind
  const how = ending === '.y4m' ? ['-pix_fmt', 'yuv420p'] : ['-c:v', 'mjpeg', '-q:v', '4', '-pix_fmt', 'yuvj420p'];
  ffmpeg(...input, ...how, half);
  renameSync(half, file);
}

/**
 * Whose picture a <video> shows now: the clip whose colour its edge has, or
 * undefined while it shows none of them (black, nothing yet).
 */
export async function clipShown(video: Locator): Promise<Clip | undefined> {
  const edge = await video.evaluate((element) => {
    const source = element as HTMLVideoElement;
    if (source.readyState < 2 || source.videoWidth === 0) return undefined;
    const canvas = document.createElement('canvas');
    canvas.width = 64;
    canvas.height = 48;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) return undefined;
    context.drawImage(source, 0, 0, 64, 48);
    const { data } = context.getImageData(4, 20, 6, 8); // left of the moving part
    const sum = [0, 0, 0];
    for (let i = 0; i < data.length; i += 4) for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (data[i + c] ?? 0);
    return sum.map((part) => part / (data.length / 4));
  });
  if (edge === undefined) return undefined;
  for (const [name, rgb] of Object.entries(colours)) {
    if (rgb.every((part, c) => Math.abs(part - (edge[c] ?? 0)) < 30)) return name as Clip;
  }
  return undefined;
}

/** Whether a <video> plays: its clock and its count of frames both go on within two seconds. */
export async function plays(video: Locator): Promise<boolean> {
  return await video.evaluate(async (element) => {
    const source = element as HTMLVideoElement;
    const frames = () => source.getVideoPlaybackQuality().totalVideoFrames;
    const [time, count] = [source.currentTime, frames()];
    const until = performance.now() + 2000;
    while (performance.now() < until) {
      await new Promise((next) => requestAnimationFrame(next));
      if (source.currentTime > time && frames() > count + 1) return true;
    }
    return false;
  });
}
