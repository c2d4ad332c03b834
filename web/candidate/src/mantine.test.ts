import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const here = import.meta.dirname;
const styles = path.join(here, '../../node_modules/@mantine/core/styles');

/** The components of the library that a source draws and that have a style of their own. */
function drawn(source: string): string[] {
  const imports = [...source.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap(([, names]) => (names ?? '').split(','));
  return imports.map((name) => name.trim()).filter((name) => existsSync(path.join(styles, `${name}.css`)));
}

const imported = (source: string) => [...source.matchAll(/@mantine\/core\/styles\/(\w+)\.css/g)].map(([, name]) => name);

describe('the styles of the component library', () => {
  const common = new Set(imported(readFileSync(path.join(here, 'mantine.css'), 'utf8')));
  it('come with the first screen or with the screen that draws them', () => {
    const screens = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));
    const bare = screens.flatMap((file) => {
      const source = readFileSync(path.join(here, file), 'utf8');
      const own = new Set(imported(source));
      return drawn(source).filter((name) => !common.has(name) && !own.has(name)).map((name) => `${file}: ${name}`);
    });
    expect(bare).toEqual([]);
  });
});
