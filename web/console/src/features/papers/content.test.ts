import { describe, expect, it } from 'vitest';
import { mediaName, newItem, pointsOf, withItem, withKind, type PaperContent } from './content';

const content: PaperContent = { sections: [{ title: '一', items: [{ id: '2', kind: 'single', text: '问', options: ['甲', '乙'], points: 5 }, { id: '3', kind: 'essay', text: '谈', words: 800, points: 60 }] }] };

describe('the content of an online paper', () => {
  it('gives a new item a name of its own', () => expect(newItem(content).id).toBe('4'));
  it('drops what another kind does not have', () => {
    expect(withKind({ id: '3', kind: 'essay', text: '谈', words: 800, points: 60 }, 'short')).toEqual({ id: '3', kind: 'short', text: '谈', points: 60 });
  });
  it('changes and removes one item', () => {
    expect(withItem(content, '2', undefined).sections[0]?.items.map(({ id }) => id)).toEqual(['3']);
    expect(withItem(content, '2', newItem(content)).sections[0]?.items.map(({ id }) => id)).toEqual(['4', '3']);
  });
  it('adds its points up', () => expect(pointsOf(content)).toBe(65));
});

describe('media of a paper', () => {
  it('have a name that texts can refer to', () => expect(mediaName('图 1(a).png', [])).toBe('图_1_a_.png'));
  it('have a name of their own', () => expect(mediaName('a.png', [{ name: 'a.png', type: 'image/png', bytes: 1 }])).toBe('2-a.png'));
  it('stay when an item changes', () => {
    const media = [{ name: 'a.png', type: 'image/png' as const, bytes: 1 }];
    expect(withItem({ ...content, media }, '2', undefined).media).toEqual(media);
  });
});
