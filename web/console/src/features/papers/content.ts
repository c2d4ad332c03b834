import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';

export type PaperContent = Sent<components['schemas']['PaperContent']>;
export type PaperSection = PaperContent['sections'][number];
export type PaperItem = PaperSection['items'][number];
export type PaperMedia = NonNullable<PaperContent['media']>[number];
export type ItemKind = PaperItem['kind'];

export const kinds: readonly ItemKind[] = ['single', 'multiple', 'true_false', 'blanks', 'short', 'essay', 'formula', 'drawing', 'photo'];

/** An item as it begins, with an identifier that the paper does not have yet. */
export function newItem(content: PaperContent, kind: ItemKind = 'single'): PaperItem {
  const used = new Set(content.sections.flatMap(({ items }) => items).map(({ id }) => id));
  let n = used.size + 1;
  while (used.has(String(n))) n++;
  return withKind({ id: String(n), kind, text: '', points: 5 }, kind);
}

/** The item as another kind: what that kind does not have goes. */
export function withKind({ id, text, points, options }: PaperItem, kind: ItemKind): PaperItem {
  const item: PaperItem = { id, kind, text, points };
  if (kind === 'single' || kind === 'multiple') item.options = options ?? ['', ''];
  if (kind === 'blanks') item.blanks = 1;
  if (kind === 'essay') item.words = 0;
  return item;
}

/** The content with one item changed, or taken away (undefined). */
export function withItem(content: PaperContent, id: string, item: PaperItem | undefined): PaperContent {
  return {
    ...content,
    sections: content.sections.map((section) => ({
      ...section,
      items: section.items.flatMap((one) => (one.id === id ? (item === undefined ? [] : [item]) : [one])),
    })),
  };
}

/** A file's name as texts can refer to it, and no other of the paper has. */
export function mediaName(name: string, media: readonly PaperMedia[]): string {
  const own = name.replace(/[^\p{L}\p{N}._-]/gu, '_').replace(/^\.+/, '').slice(-30);
  let free = own;
  for (let n = 2; media.some((one) => one.name === free); n++) free = `${n}-${own}`;
  return free;
}

/** How many points the paper has in all. */
export const pointsOf = (content: PaperContent) => content.sections.flatMap(({ items }) => items).reduce((sum, { points }) => sum + points, 0);
