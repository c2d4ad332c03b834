/** How far a file's nought may lie from where it was thought to be, in ms. */
const REACH_MS = 2_000;
/** Times that mean the same moment differ by so much at most: files count whole milliseconds. */
const SAME_MS = 1.5;
/** Places nearer to one another than this are one, in ms. */
const APART_MS = 5;
/** So many pictures must agree. */
const ENOUGH = 5;
/** Another place counts as well where so great a share of the pictures agrees there. */
const AS_GOOD = 0.85;

/**
 * When a recorder's file began, on the clock of the captures: where the most of its
 * pictures fall onto moments at which the camera took one. A recorder leaves out the
 * pictures of its own start-up and a page does not see them all, so neither's first
 * picture is the other's; but hardly a camera is so regular that another place fits as
 * well. Of one that is, the place nearest to the guess is taken. Undefined while too
 * few agree.
 *
 * All in ms: `captures` and `guessMs` on the page's clock, `times` from the file's nought.
 */
export function originOf(captures: readonly number[], times: readonly number[], guessMs: number): number | undefined {
  const places = times.flatMap((time) => captures.map((at) => at - time)).filter((place) => Math.abs(place - guessMs) < REACH_MS);
  const fits = agreeing(places.sort((a, b) => a - b));
  const most = fits.reduce((sum, { count }) => Math.max(sum, count), 0);
  if (most < ENOUGH) return undefined;
  const good = fits.filter(({ count }) => count >= most * AS_GOOD);
  const peaks = good.filter((one) => good.every((other) => Math.abs(other.atMs - one.atMs) > APART_MS || other.count <= one.count));
  return peaks.reduce((best, one) => (Math.abs(one.atMs - guessMs) < Math.abs(best.atMs - guessMs) ? one : best)).atMs;
}

/** From each place on, how many agree with it, and where on average. */
function agreeing(places: readonly number[]): { atMs: number; count: number }[] {
  let end = 0;
  let sum = 0;
  return places.map((place, from) => {
    for (let at = places[end]; at !== undefined && at <= place + SAME_MS; at = places[++end]) sum += at;
    const fit = { atMs: sum / (end - from), count: end - from };
    sum -= place;
    return fit;
  });
}
