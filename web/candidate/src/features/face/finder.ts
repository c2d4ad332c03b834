import type { Human } from '@vladmandic/human';
import { DARK, lightness, type Seen } from './guide';
import { measure } from './measure';

/** Where the build puts the models and the wasm of the engine (vite.models.ts). */
const BASE = '/assets/face-3.3.6/';

/** A face narrower than this share of the picture is too far away. */
const FAR = 0.16;

let loading: Promise<Human> | undefined;

/** Fetches the engine once; a failed fetch is tried again the next time. */
function engine(): Promise<Human> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<Human> {
  const { Human } = await import('@vladmandic/human');
  const off = { enabled: false };
  const human = new Human({
    ...{ backend: 'wasm', wasmPath: BASE, modelBasePath: BASE, cacheModels: false, warmup: 'none', debug: false },
    ...{ filter: off, gesture: off, body: off, hand: off, object: off, segmentation: off },
    face: {
      ...{ enabled: true, iris: off, emotion: off, description: off, antispoof: off, liveness: off },
      detector: { modelPath: 'blazeface.json', rotation: false, maxDetected: 2, skipFrames: 0, skipTime: 0 },
      mesh: { enabled: true, modelPath: 'facemesh.json' },
    },
  });
  await human.load();
  return human;
}

/** Makes ready to look for faces. Throws where this browser cannot. */
export async function ready(): Promise<void> {
  await engine();
}

/** Looks for faces in a picture. It stays on this device. */
export async function look(picture: HTMLCanvasElement): Promise<Seen> {
  if (lightness(small(picture)) < DARK) return { kind: 'dark' };
  const human = await engine();
  const { face } = await human.detect(picture);
  const [one] = face;
  if (one === undefined) return { kind: 'none' };
  if (face.length > 1) return { kind: 'two' };
  const measures = measure(one.mesh);
  if (measures === undefined) return { kind: 'none' };
  return one.box[2] / picture.width < FAR ? { kind: 'far' } : { kind: 'face', measures };
}

/** The pixels of a picture made 32 wide: enough for its lightness. */
function small(picture: HTMLCanvasElement): Uint8ClampedArray {
  const canvas = document.createElement('canvas');
  canvas.width = 32;
  canvas.height = Math.max(1, Math.round((32 * picture.height) / picture.width));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return new Uint8ClampedArray();
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}
