import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';
import { shots } from './place.ts';
import { sizes } from './screen.ts';

/** The narrowest window that each client promises to fit, in CSS pixels. */
const narrowest = { candidate: 360, console: 1280 } as const;

/**
 * Photographs a screen at a phone's and at a PC's size into e2e/shots, for a
 * person to look at, and looks at it as far as a program can: no barrier, and
 * nothing that must be scrolled sideways. The window has its own size again
 * afterwards. Barriers are looked for unless told otherwise: that takes seconds
 * while cameras run, and finds the same in the other language.
 */
export async function shot(page: Page, name: string, { barriers = true } = {}): Promise<void> {
  const before = page.viewportSize();
  for (const size of Object.values(sizes)) {
    await page.setViewportSize(size);
    await page.evaluate(() => document.fonts.ready);
    const file = path.join(shots, `${name}-${size.width}x${size.height}.png`);
    await page.screenshot({ path: file, animations: 'disabled', timeout: 20_000 });
  }
  if (before !== null) await page.setViewportSize(before);
  await expectNoSidewaysScroll(page, name);
  if (barriers) await expectNoBarriers(page);
}

/** WCAG 2.2 A and AA, as far as a program can tell, once nothing fades any more: a notification may come at any moment. */
export async function expectNoBarriers(page: Page): Promise<void> {
  const fading = () => document.getAnimations().some((one) => one.playState === 'running' && (one.effect as KeyframeEffect).target?.closest('[class*="Notification"]') != null);
  await expect(async () => {
    // Asked from outside: the page's own policy forbids a function that waits inside.
    expect(await page.evaluate(fading), 'a notification fades').toBe(false);
    expect(await barriers(page)).toEqual([]);
  }).toPass({ timeout: 30_000 });
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds, each with the elements. Only that leaves the page: a tenth of what axe has to tell. */
async function barriers(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (tags) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, { runOnly: tags, resultTypes: ['violations'], iframes: false });
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`);
  }, tags);
}

async function expectNoSidewaysScroll(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  const width = narrowest[new URL(page.url()).pathname.startsWith('/staff') ? 'console' : 'candidate'];
  await page.setViewportSize({ width, height: 760 });
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond, `${name}: pixels beyond a window of ${width}`).toBeLessThanOrEqual(0);
  if (before !== null) await page.setViewportSize(before);
}
