import { describe, expect, it } from 'vitest';
import { moved } from './page-draft';

const pages = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
const order = (id: string, by: -1 | 1) => moved(pages, id, by).map((page) => page.id).join('');

describe('the order of pages', () => {
  it('moves one by a place', () => expect([order('b', -1), order('b', 1)]).toEqual(['bac', 'acb']));
  it('stays at its ends', () => expect([order('a', -1), order('c', 1), order('x', 1)]).toEqual(['abc', 'abc', 'abc']));
});
