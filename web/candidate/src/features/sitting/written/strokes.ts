/** A drawing as an answer keeps it: strokes of whole numbers, x, y and pressure (0 to 100) for each point. */
export interface Drawing {
  w: number;
  h: number;
  s: number[][];
}

/** The sheet that is drawn on, whatever the screen's size. */
export const WIDTH = 800;
export const HEIGHT = 600;

/** How long a drawing may become, in characters; an answer may have 60,000. */
export const MOST = 50_000;

export const emptyDrawing = (): Drawing => ({ w: WIDTH, h: HEIGHT, s: [] });

/** The drawing of an answer; an empty one for anything else. */
export function drawingOf(value: string): Drawing {
  try {
    const read = JSON.parse(value) as Partial<Drawing>;
    if (Array.isArray(read.s) && read.s.every((stroke) => Array.isArray(stroke) && stroke.length % 3 === 0)) return { w: read.w ?? WIDTH, h: read.h ?? HEIGHT, s: read.s };
  } catch {
    // an empty answer
  }
  return emptyDrawing();
}

/** A drawing as an answer; one without strokes is no answer. */
export const valueOf = (drawing: Drawing) => (drawing.s.length === 0 ? '' : JSON.stringify(drawing));

/** How near points of a stroke may be, so that a drawing stays small. */
const NEAR = 3;

/** A stroke with a point more, unless it is hardly another. */
export function withPoint(stroke: readonly number[], x: number, y: number, pressure: number): number[] {
  const point = [Math.round(x), Math.round(y), Math.round(Math.min(1, Math.max(0, pressure)) * 100)];
  const [lastX = Infinity, lastY = Infinity] = stroke.slice(-3);
  if (Math.hypot(lastX - (point[0] ?? 0), lastY - (point[1] ?? 0)) < NEAR) return [...stroke];
  return [...stroke, ...point];
}

/** The points of a stroke as perfect-freehand wants them. */
export function pointsOf(stroke: readonly number[]): [number, number, number][] {
  const points: [number, number, number][] = [];
  for (let at = 0; at + 2 < stroke.length; at += 3) points.push([stroke[at] ?? 0, stroke[at + 1] ?? 0, (stroke[at + 2] ?? 50) / 100]);
  return points;
}
