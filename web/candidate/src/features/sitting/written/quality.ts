/** What may be wrong with a photographed page; a hint, never a refusal (FEATURES D13). */
export type Flaw = 'dark' | 'blurred';

/** The longest side at which a page is looked at, in pixels. */
export const LOOK_SIDE = 480;

/** Mean brightness (0 to 255) below which writing is hard to read. */
const DARK = 70;
/** Variance of the Laplacian below which edges are soft, at LOOK_SIDE (Pech-Pacheco et al., 2000). */
const SOFT = 40;

/** The flaws of a grey picture, row by row. */
export function flawsOf(grey: ArrayLike<number>, width: number, height: number): Flaw[] {
  const flaws: Flaw[] = [];
  if (mean(grey) < DARK) flaws.push('dark');
  if (sharpness(grey, width, height) < SOFT) flaws.push('blurred');
  return flaws;
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return values.length === 0 ? 0 : sum / values.length;
}

/** The variance of the Laplacian: how hard the edges are. */
export function sharpness(grey: ArrayLike<number>, width: number, height: number): number {
  const edges: number[] = [];
  const at = (x: number, y: number) => grey[y * width + x] ?? 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) edges.push(4 * at(x, y) - at(x - 1, y) - at(x + 1, y) - at(x, y - 1) - at(x, y + 1));
  }
  const middle = mean(edges);
  return mean(edges.map((edge) => (edge - middle) ** 2));
}

/** RGBA as grey (ITU-R BT.601). */
export function greyOf(rgba: ArrayLike<number>): Float32Array {
  const grey = new Float32Array(rgba.length / 4);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = 0.299 * (rgba[4 * i] ?? 0) + 0.587 * (rgba[4 * i + 1] ?? 0) + 0.114 * (rgba[4 * i + 2] ?? 0);
  }
  return grey;
}
