import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const web = fileURLToPath(new URL('../..', import.meta.url));

/** Each client's texts and the sources that may use them; a folder `texts` among the sources has those that come with a screen's code. */
const clients: { name: string; texts: string; sources: string[] }[] = [
  { name: 'shared', texts: 'shared/i18n', sources: ['shared', 'candidate/src', 'console/src'] },
  { name: 'candidate', texts: 'candidate/src/i18n', sources: ['candidate/src'] },
  { name: 'console', texts: 'console/src/i18n', sources: ['console/src'] },
];

type Texts = { [key: string]: string | Texts };

function textsOf(folders: string | string[], language: string): Map<string, string> {
  const flat = new Map<string, string>();
  const walk = (texts: Texts, before: string) => {
    for (const [key, value] of Object.entries(texts)) {
      if (typeof value === 'string') flat.set(before + key, value);
      else walk(value, `${before}${key}.`);
    }
  };
  for (const folder of [folders].flat()) walk(JSON.parse(readFileSync(`${web}${folder}/${language}.json`, 'utf8')) as Texts, '');
  return flat;
}

function sourceOf(folders: readonly string[]): string {
  return folders
    .flatMap((folder) =>
      readdirSync(`${web}${folder}`, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
        .map((file) => readFileSync(`${web}${folder}/${file}`, 'utf8')),
    )
    .join('\n');
}

/** Keys named in full in any string, as in t('a.b') or t(x ? 'a.b' : 'a.c'). */
function named(source: string): Set<string> {
  return new Set([...source.matchAll(/['"`]([a-z][\w-]*(?:\.[\w-]+)+)['"`]/gi)].map((hit) => hit[1] ?? ''));
}

/** Keys put together from pieces, as in t(`a.b_${c}`), each as a pattern. */
function patterns(source: string): RegExp[] {
  return [...source.matchAll(/`([a-z_]+\.[^`\s]*\$\{[^`]*)`/g)].map((hit) => {
    const literal = withoutHoles(hit[1] ?? '');
    return new RegExp(`^${literal.map((part) => part.replace(/[.*+?^()|[\]\\]/g, '\\$&')).join('[\\w-]+')}$`);
  });
}

/** Splits a template at its holes, which may hold templates of their own. */
function withoutHoles(template: string): string[] {
  const parts = [''];
  let depth = 0;
  for (let at = 0; at < template.length; at++) {
    if (template.startsWith('${', at) && depth++ === 0) parts.push('');
    else if (template.charAt(at) === '}' && depth > 0) depth--;
    else if (depth === 0) parts.push((parts.pop() ?? '') + template.charAt(at));
    if (template.startsWith('${', at)) at++;
  }
  return parts;
}

/** Keys without the plural's ending, which i18next adds by itself. */
const singular = (key: string) => key.replace(/_(one|other)$/, '');

/** The folders of texts that come later, with a screen's code. */
const laterIn = (folder: string) =>
  readdirSync(`${web}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((one) => /(^|\/)texts$/.test(one))
    .map((one) => `${folder}/${one}`);

describe.each(clients)('texts of $name', ({ name, texts, sources }) => {
  const later = name === 'shared' ? [] : sources.flatMap(laterIn);
  const zh = textsOf([texts, ...later], 'zh-CN');
  const en = textsOf([texts, ...later], 'en');
  const source = sourceOf(sources);

  it('are the same in both languages', () => {
    const keys = (map: Map<string, string>) => [...new Set([...map.keys()].map(singular))].sort();
    expect(keys(en)).toEqual(keys(zh));
  });

  it('speak of the same things in both languages', () => {
    const holes = (text: string | undefined) => [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map((hit) => hit[1]).sort();
    for (const [key, text] of zh) {
      if (key.endsWith('_one')) continue; // "once" needs no number
      expect([key, holes(en.get(key) ?? en.get(`${key}_other`))]).toEqual([key, holes(text)]);
    }
  });

  it('are each used somewhere', () => {
    const full = named(source);
    const pieced = patterns(source);
    const unused = [...zh.keys()].map(singular).filter((key) => !full.has(key) && !pieced.some((one) => one.test(key)));
    expect(unused).toEqual([]);
  });

  it('are all there that the sources name', () => {
    const known = new Set([...zh.keys(), ...textsOf('shared/i18n', 'zh-CN').keys()].map(singular));
    const sections = new Set([...known].map((key) => key.split('.')[0]));
    const calls = [...sourceOf(name === 'shared' ? ['shared'] : sources).matchAll(/\bt\(\s*(?:[^'"`()]*\?\s*)?['"]([\w.-]+)['"]/g)];
    const missing = calls.map((hit) => hit[1] ?? '').filter((key) => !known.has(key));
    expect(missing).toEqual([]);
    expect(sections.size).toBeGreaterThan(0);
  });
});
