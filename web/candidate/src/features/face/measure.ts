/** A point of the face mesh, in pixels of the picture. */
export type Point = readonly [x: number, y: number, ...rest: (number | undefined)[]];

/** What one picture of a face tells. Degrees and shares, as the server measures them. */
export interface Measures {
  /** How far the head is turned, to the person's own left above 0. */
  yaw: number;
  /** How far the head is lowered, above 0; only differences count. */
  pitch: number;
  /** How far the eyes are open: height to width. */
  eyes: number;
  /** How far the mouth is open: height to width. */
  mouth: number;
}

/** Points of the mesh by their number (MediaPipe's canonical face). */
const at = {
  nose: 1,
  forehead: 10,
  chin: 152,
  rightCheek: 234,
  leftCheek: 454,
  rightEye: [159, 145, 33, 133],
  leftEye: [386, 374, 362, 263],
  lips: [13, 14, 78, 308],
} as const;

/** Measures a face by its mesh; undefined where the mesh has not all points. */
export function measure(mesh: readonly Point[]): Measures | undefined {
  if (mesh.length <= at.leftCheek) return undefined;
  const point = (n: number): Point => mesh[n] ?? [0, 0];
  const opening = ([top, bottom, inner, outer]: readonly [number, number, number, number]) =>
    distance(point(top), point(bottom)) / Math.max(1e-6, distance(point(inner), point(outer)));
  return {
    yaw: degrees(share(point(at.nose), point(at.rightCheek), point(at.leftCheek))),
    pitch: degrees(share(point(at.nose), point(at.forehead), point(at.chin))),
    eyes: (opening(at.rightEye) + opening(at.leftEye)) / 2,
    mouth: opening(at.lips),
  };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** Where a point lies between two others, 0 at the first and 1 at the second. */
function share(point: Point, from: Point, to: Point): number {
  const [x, y] = [to[0] - from[0], to[1] - from[1]];
  return ((point[0] - from[0]) * x + (point[1] - from[1]) * y) / Math.max(1e-6, x * x + y * y);
}

/** The angle of a head whose nose lies at a share of its width: 0.5 is straight. */
function degrees(part: number): number {
  return (Math.asin(Math.min(1, Math.max(-1, 2 * part - 1))) * 180) / Math.PI;
}
