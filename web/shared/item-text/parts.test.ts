import { describe, expect, it } from 'vitest';
import { partsOf } from './parts';

describe('the text of an item', () => {
  it('is words, formulas and media in order', () =>
    expect(partsOf('看 ![图 1](fig-1.png) 求 $x^2$。')).toEqual([
      { kind: 'words', text: '看 ' },
      { kind: 'medium', name: 'fig-1.png', description: '图 1' },
      { kind: 'words', text: ' 求 ' },
      { kind: 'formula', latex: 'x^2' },
      { kind: 'words', text: '。' },
    ]));
  it('takes prices for words', () => expect(partsOf('$5 and $10')).toEqual([{ kind: 'words', text: '$5 and $10' }]));
  it('takes one sign for a word', () => expect(partsOf('a $ b')).toEqual([{ kind: 'words', text: 'a $ b' }]));
  it('keeps a dollar within a formula', () => expect(partsOf('$\\$5$')).toEqual([{ kind: 'formula', latex: '\\$5' }]));
});
