/** What may be wrong with a photographed page; a hint, never a refusal (FEATURES D13). */
export type Flaw = 'dark' | 'blurred' | 'cut';

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
  if (leavesPicture(grey, width, height)) flaws.push('cut');
  return flaws;
}

/** How much brighter than its ground a sheet must be to be told from it, in grey levels. */
const CONTRAST = 45;
/** The strip along a side that is looked at, as a share of the shorter side. */
const STRIP = 0.015;

/**
 * Whether a sheet leaves the picture: along one side there is paper to the very edge, while
 * along two others at least the ground shows beyond it. A page that fills the whole picture
 * does not count, nor a sheet on a ground as bright as itself.
 */
export function leavesPicture(grey: ArrayLike<number>, width: number, height: number): boolean {
  const { level, dark, bright } = split(grey);
  if (bright - dark < CONTRAST) return false;
  const strip = Math.max(1, Math.round(STRIP * Math.min(width, height)));
  const share = (fromX: number, fromY: number, toX: number, toY: number) => {
    let paper = 0;
    for (let y = fromY; y < toY; y++) for (let x = fromX; x < toX; x++) if ((grey[y * width + x] ?? 0) > level) paper++;
    return paper / ((toX - fromX) * (toY - fromY));
  };
  const sides = [share(0, 0, width, strip), share(0, height - strip, width, height), share(0, 0, strip, height), share(width - strip, 0, width, height)];
  return sides.some((paper) => paper > 0.4) && sides.filter((paper) => paper < 0.1).length >= 2;
}

/** The level that parts dark from bright, and the mean of each (Otsu, 1979). */
function split(grey: ArrayLike<number>): { level: number; dark: number; bright: number } {
  const counts = new Array<number>(256).fill(0);
  for (let i = 0; i < grey.length; i++) {
    const at = Math.min(255, Math.max(0, Math.round(grey[i] ?? 0)));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  const sum = counts.reduce((all, count, at) => all + count * at, 0);
  let best = { level: 0, dark: 0, bright: 0, between: -1 };
  let [below, belowSum] = [0, 0];
  for (const [level, count] of counts.entries()) {
    below += count;
    belowSum += count * level;
    const above = grey.length - below;
    if (below === 0 || above === 0) continue;
    const [dark, bright] = [belowSum / below, (sum - belowSum) / above];
    const between = below * above * (bright - dark) ** 2;
    if (between > best.between) best = { level, dark, bright, between };
  }
  return best;
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
