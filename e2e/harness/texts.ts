import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './place.ts';

/** A language of the web clients. */
export type Language = 'zh-CN' | 'en';

/** Which client's texts. */
export type App = 'candidate' | 'console';

type Tree = { [key: string]: string | Tree };

/** The texts of one client in one language, as the client itself finds them: its own, those beside its later screens, then the shared ones. */
export class Texts {
  private readonly trees: Tree[];

  constructor(
    readonly app: App,
    readonly language: Language,
  ) {
    const source = path.join(root, 'web', app, 'src');
    const later = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => path.basename(name) === 'texts');
    this.trees = [path.join(source, 'i18n'), ...later.map((folder) => path.join(source, folder)), path.join(root, 'web/shared/i18n')].map(
      (folder) => JSON.parse(readFileSync(path.join(folder, `${language}.json`), 'utf8')) as Tree,
    );
  }

  /** The text of a key such as "sign_in.phone", with its {{names}} filled in. It throws for a key that has none. */
  t(key: string, values: Record<string, string | number> = {}): string {
    return this.find(key).replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`text ${key} needs ${name}`);
      return String(value);
    });
  }

  /** The same, where any value may stand for a {{name}} that is not given. */
  pattern(key: string, values: Record<string, string | number> = {}): RegExp {
    const escaped = this.find(key)
      .split(/\{\{(\w+)\}\}/)
      .map((part, i) => (i % 2 === 0 ? part : String(values[part] ?? '\0')))
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace('\0', '.+'));
    return new RegExp(escaped.join(''));
  }

  private find(key: string): string {
    for (const tree of this.trees) {
      const found = key.split('.').reduce<string | Tree | undefined>(
        (at, name) => (typeof at === 'object' ? at[name] : undefined),
        tree,
      );
      if (typeof found === 'string') return found;
    }
    throw new Error(`${this.app} has no text ${key} in ${this.language}`);
  }
}
