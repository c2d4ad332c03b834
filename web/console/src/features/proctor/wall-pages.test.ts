import { describe, expect, it } from 'vitest';
import { PER_PAGE, pageOf, pagesOf } from './wall-pages';

describe('the pages of the live wall', () => {
  const all = Array.from({ length: 2 * PER_PAGE + 1 }, (_, n) => n);

  it('hold everybody once', () => {
    const pages = Array.from({ length: pagesOf(all.length) }, (_, n) => pageOf(all, n + 1));
    expect(pages.map((page) => page.length)).toEqual([PER_PAGE, PER_PAGE, 1]);
    expect(pages.flat()).toEqual(all);
  });

  it('are one where nobody is or all fit', () => {
    expect([0, 1, PER_PAGE].map(pagesOf)).toEqual([1, 1, 1]);
  });
});
