import { describe, expect, it } from 'vitest';
import en from './en.json';
import zh from './zh-CN.json';

/** All keys of a tree of texts, with their placeholders. */
function leaves(tree: object, path = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) => {
    const here = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'object' && value !== null) return leaves(value, here);
    return [here];
  });
}

describe('the console’s texts', () => {
  it('say the same things in both languages', () => {
    expect(leaves(en)).toEqual(leaves(zh));
  });

  it('have no empty sentence', () => {
    for (const texts of [en, zh]) expect(JSON.stringify(texts)).not.toContain('""');
  });
});
