/** A piece of an item's text: words, a formula between $ signs, or ![description](name) of the paper's media. */
export type Part = { kind: 'words'; text: string } | { kind: 'formula'; latex: string } | { kind: 'medium'; name: string; description: string };

const pattern = /!\[([^\]\n]*)\]\(([^()\s]+)\)|\$((?:\\.|[^$\\\n])+)\$/g;

/** The pieces of a text in order. A $ with a digit behind its closing one is money, not a formula. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  const words = (until: number) => {
    if (until > from) parts.push({ kind: 'words', text: text.slice(from, until) });
  };
  for (const found of text.matchAll(pattern)) {
    const [whole, description, name, latex] = found;
    const until = found.index + whole.length;
    if (latex !== undefined && (latex.trim() !== latex || /\d/.test(text.charAt(until)))) continue;
    words(found.index);
    parts.push(latex !== undefined ? { kind: 'formula', latex } : { kind: 'medium', name: name ?? '', description: description ?? '' });
    from = until;
  }
  words(text.length);
  return parts;
}
