import { describe, expect, it } from 'vitest';
import { blanksOf, countWords, fromBlanks, toggled } from './items';

describe('items of an online paper', () => {
  it('choose several in order', () => expect([toggled('', 'C'), toggled('C', 'A'), toggled('A,C', 'C')]).toEqual(['C', 'A,C', 'A']));
  it('have as many blanks as they ask', () => expect([blanksOf('', 2), blanksOf('地点\n行动\n多的', 2)]).toEqual([['', ''], ['地点', '行动']]));
  it('are empty when all blanks are', () => expect([fromBlanks([' ', '']), fromBlanks(['', '行动'])]).toEqual(['', '\n行动']));
  it('count characters and words', () => expect(countWords('我读了 Hamlet 两遍, 2026年')).toBe(8));
});
