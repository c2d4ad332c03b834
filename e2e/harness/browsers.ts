import { chromium, type Browser, type LaunchOptions } from '@playwright/test';
import { chromiumPath } from './place.ts';

/**
 * Browsers that stay open from test to test: to start and end one takes some four seconds
 * of a core, and each test has up to four. A person has a context of her own in one, with
 * nothing of what others keep. One browser has one camera, so there is one for each clip.
 */
export class Browsers {
  private readonly open = new Map<string, Promise<Browser>>();

  /** A browser that others may have pages in, too. */
  async shared(args: string[]): Promise<Browser> {
    const key = args.join('\n');
    const there = this.open.get(key);
    if (there !== undefined && (await there).isConnected()) return there;
    const browser = chromium.launch(started(args));
    this.open.set(key, browser);
    return browser;
  }

  async close(): Promise<void> {
    await Promise.all([...this.open.values()].map(async (browser) => (await browser).close()));
  }
}

/** How a browser is started with some switches. */
export function started(args: string[]): LaunchOptions {
  return { executablePath: chromiumPath(), args };
}
