/** How many candidates a page of the live wall holds: twelve pictures. */
export const PER_PAGE = 6;

/** How many pages so many candidates take; at least one. */
export function pagesOf(count: number): number {
  return Math.max(1, Math.ceil(count / PER_PAGE));
}

/** Who is on a page, the first being 1. */
export function pageOf<T>(all: readonly T[], page: number): readonly T[] {
  return all.slice((page - 1) * PER_PAGE, page * PER_PAGE);
}
