import { flawsOf, greyOf, LOOK_SIDE, type Flaw } from './quality';

/** The longest side of a page that is sent, in pixels: A4 stays readable, nine pages stay small. */
const LONGEST = 2400;

export interface PagePicture {
  jpeg: Blob;
  flaws: Flaw[];
}

/** A photograph turned upright, as JPEG and no larger than needed, with what may be wrong with it. */
export async function pictureOf(photo: Blob): Promise<PagePicture> {
  const bitmap = await createImageBitmap(photo);
  const jpeg = await new Promise<Blob | null>((done) => drawn(bitmap, LONGEST).toBlob(done, 'image/jpeg', 0.88));
  if (jpeg === null) throw new Error('the photograph cannot be written');
  const small = drawn(bitmap, LOOK_SIDE);
  const pixels = small.getContext('2d')?.getImageData(0, 0, small.width, small.height).data ?? [];
  return { jpeg, flaws: flawsOf(greyOf(pixels), small.width, small.height) };
}

function drawn(bitmap: ImageBitmap, longest: number): HTMLCanvasElement {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d', { willReadFrequently: true })?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

interface StillCapture {
  takePhoto(): Promise<Blob>;
}

/** Whether this browser takes a photograph from the running camera, so that its picture does not stop. */
export const canShoot = () => 'ImageCapture' in globalThis;

/** A photograph from the running camera. */
export function shoot(track: MediaStreamTrack): Promise<Blob> {
  const Capture = (globalThis as unknown as { ImageCapture: new (track: MediaStreamTrack) => StillCapture }).ImageCapture;
  return new Capture(track).takePhoto();
}
