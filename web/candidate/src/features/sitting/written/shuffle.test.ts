import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PaperContent } from './items';
import { arranged } from './shuffle';

const options = ['甲', '乙', '丙', '丁'];
const item = (id: string, kind: PaperContent['sections'][number]['items'][number]['kind']) => ({ id, kind, text: id, points: 1, ...(kind === 'single' || kind === 'multiple' ? { options } : {}) });
const content: PaperContent = {
  sections: [
    { title: '', shuffle_items: true, shuffle_options: true, items: [item('1', 'single'), item('2', 'multiple'), item('3', 'true_false'), item('4', 'essay'), item('5', 'short')] },
    { title: '', items: [item('6', 'single'), item('7', 'short')] },
  ],
};

interface Case {
  seed: string;
  order: { item: string; options?: string[] }[][];
}

// The server works the same orders out: both are held to the same file.
const cases = JSON.parse(readFileSync(new URL('../../../../../../internal/exam/testdata/shuffle.json', import.meta.url), 'utf8')) as Case[];

describe('the order of a paper', () => {
  it.each(cases)('is the one that the server knows for $seed', async ({ seed, order }) => {
    const sections = await arranged(content, seed);
    expect(sections.map(({ items }) => items.map(({ id }) => id))).toEqual(order.map((section) => section.map(({ item: id }) => id)));
    for (const [n, section] of sections.entries()) {
      for (const [at, { kind, shown }] of section.items.entries()) {
        const want = order[n]?.[at]?.options ?? (kind === 'single' ? ['A', 'B', 'C', 'D'] : []);
        expect(shown).toEqual(want);
      }
    }
  });
});
