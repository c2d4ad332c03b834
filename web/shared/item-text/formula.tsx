import { convertLatexToMarkup } from 'mathlive';
import 'mathlive/static.css';
import { useEffect, useRef } from 'react';

/** What a drawn formula is made of; anything else that a formula asks for is left out. */
const ELEMENTS = new Set(['span', 'svg', 'path', 'g', 'line', 'rect']);
const ATTRIBUTES = new Set(['class', 'style', 'width', 'height', 'viewbox', 'preserveaspectratio', 'd', 'fill', 'stroke', 'stroke-width', 'x', 'y', 'x1', 'x2', 'y1', 'y2', 'transform', 'aria-hidden']);

/** A formula, drawn; its LaTeX is what a screen reader says. */
export default function Formula({ latex }: { latex: string }) {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const parsed = new DOMParser().parseFromString(convertLatexToMarkup(latex), 'text/html');
    place.current?.replaceChildren(...[...parsed.body.childNodes].flatMap((node) => clean(node) ?? []));
  }, [latex]);
  return <span ref={place} role="img" aria-label={latex} data-formula={latex} />;
}

/** A copy with nothing that could load or run anything. */
function clean(node: Node): Node | undefined {
  if (node.nodeType === Node.TEXT_NODE) return node.cloneNode();
  if (!(node instanceof Element) || !ELEMENTS.has(node.localName)) return undefined;
  const copy = document.createElementNS(node.namespaceURI, node.localName);
  for (const { name, value } of node.attributes) {
    if (ATTRIBUTES.has(name.toLowerCase()) && !/url\s*\(|expression/i.test(value)) copy.setAttribute(name, value);
  }
  for (const child of node.childNodes) {
    const kept = clean(child);
    if (kept !== undefined) copy.append(kept);
  }
  return copy;
}
