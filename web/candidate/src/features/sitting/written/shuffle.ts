import { optionKey, type PaperContent, type PaperItem } from './items';

/** An item as this candidate sees it: its options by their keys, in the order on her screen. */
export interface ShownItem extends PaperItem {
  shown: string[];
}

export interface ShownSection {
  title: string;
  items: ShownItem[];
}

/** The place of something among others of its kind, as internal/exam/shuffle.go works it out. */
async function place(seed: string, within: string, what: string): Promise<string> {
  const sum = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${seed}\n${within}\n${what}`));
  return [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function sortedBy<T>(all: readonly T[], key: (one: T) => Promise<string>): Promise<T[]> {
  const placed = await Promise.all(all.map(async (one) => ({ one, at: await key(one) })));
  return placed.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map(({ one }) => one);
}

/** The paper in the candidate's own order, the same on each of her devices. Answers name items and keys, never places. */
export function arranged(content: PaperContent, seed: string): Promise<ShownSection[]> {
  return Promise.all(
    content.sections.map(async (section, n) => {
      const items = section.shuffle_items === true ? await sortedBy(section.items, ({ id }) => place(seed, String(n), id)) : section.items;
      const shown = items.map(async (item) => {
        const keys = (item.options ?? []).map((_, at) => optionKey(at));
        const mixed = section.shuffle_options === true && (item.kind === 'single' || item.kind === 'multiple');
        return { ...item, shown: mixed ? await sortedBy(keys, (key) => place(seed, item.id, key)) : keys };
      });
      return { title: section.title, items: await Promise.all(shown) };
    }),
  );
}
