import { getStroke } from 'perfect-freehand';

/** A signature is kept as lines of points in a field of this size. */
export const WIDTH = 1000;
export const HEIGHT = 400;

export type Point = readonly [x: number, y: number];
export type Stroke = readonly Point[];

const MAX_POINTS = 5_000;
const MAX_STROKES = 150;
/** Points nearer than this add nothing. */
const NEAR = 4;
/** What is smaller is no name; the server asks for the same. */
const MIN_INK = 60;

/** Where a pointer is, in the field. */
export function pointOf(client: { clientX: number; clientY: number }, box: { left: number; top: number; width: number; height: number }): Point {
  const into = (value: number, most: number) => Math.round(Math.min(most, Math.max(0, value)));
  return [into(((client.clientX - box.left) / box.width) * WIDTH, WIDTH), into(((client.clientY - box.top) / box.height) * HEIGHT, HEIGHT)];
}

/** The strokes with one more that begins at a point. */
export function begin(strokes: readonly Stroke[], at: Point): readonly Stroke[] {
  return strokes.length >= MAX_STROKES ? strokes : [...strokes, [at]];
}

/** The strokes with the last one drawn on to a point. */
export function draw(strokes: readonly Stroke[], at: Point): readonly Stroke[] {
  const last = strokes.at(-1);
  const end = last?.at(-1);
  if (last === undefined || end === undefined) return strokes;
  if (Math.abs(end[0] - at[0]) < NEAR && Math.abs(end[1] - at[1]) < NEAR) return strokes;
  if (strokes.reduce((sum, one) => sum + one.length, 0) >= MAX_POINTS) return strokes;
  return [...strokes.slice(0, -1), [...last, at]];
}

/** Whether what was written is large enough to be a name. */
export function signs(strokes: readonly Stroke[]): boolean {
  const points = strokes.flat();
  const span = (axis: 0 | 1) => Math.max(...points.map((p) => p[axis])) - Math.min(...points.map((p) => p[axis]));
  return points.length >= 4 && Math.max(span(0), span(1)) >= MIN_INK;
}

/** The outline of a stroke as the path of an SVG, thick and thin as a pen would be. */
export function pathOf(stroke: Stroke): string {
  const outline = getStroke(stroke.map(([x, y]) => [x, y]), { size: 14, thinning: 0.55, smoothing: 0.5, streamline: 0.4 });
  const [first, ...rest] = outline;
  if (first === undefined) return '';
  const text = ([x, y]: readonly number[]) => `${Math.round(x ?? 0)} ${Math.round(y ?? 0)}`;
  return `M${text(first)}${rest.map((p) => `L${text(p)}`).join('')}Z`;
}
