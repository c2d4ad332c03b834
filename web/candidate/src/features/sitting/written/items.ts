import type { components } from '@shared/api/schema';
import type { Sent } from '@shared/model';

export type PaperContent = Sent<components['schemas']['PaperContent']>;
export type PaperItem = PaperContent['sections'][number]['items'][number];

/** The key of an option: A, B, C… */
export const optionKey = (at: number) => String.fromCharCode(65 + at);

/** The chosen keys of a multiple choice after one was pressed, in order. */
export function toggled(value: string, key: string): string {
  const keys = new Set(value === '' ? [] : value.split(','));
  if (!keys.delete(key)) keys.add(key);
  return [...keys].sort().join(',');
}

/** The lines of an item with blanks, as many as it asks. */
export function blanksOf(value: string, count: number): string[] {
  const lines = value.split('\n');
  return Array.from({ length: count }, (_, at) => lines[at] ?? '');
}

/** An item with blanks answered with lines; empty when all are. */
export function fromBlanks(lines: readonly string[]): string {
  return lines.every((line) => line.trim() === '') ? '' : lines.map((line) => line.replaceAll('\n', ' ')).join('\n');
}

/** How long a text is: each Chinese character counts, and each word of letters or digits. */
export function countWords(text: string): number {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = text.replace(/\p{Script=Han}/gu, ' ').match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  return han + words;
}

/** All items in the order on the screen, with their number. */
export function numbered<T extends PaperItem>(sections: readonly { items: readonly T[] }[]): { item: T; n: number }[] {
  return sections.flatMap(({ items }) => items).map((item, at) => ({ item, n: at + 1 }));
}
