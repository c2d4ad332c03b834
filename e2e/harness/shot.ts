import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { shots } from './place.ts';
import { sizes } from './screen.ts';

/** The narrowest window that each client promises to fit, in CSS pixels. */
const narrowest = { candidate: 360, console: 1280 } as const;

/**
 * Photographs a screen at a phone's and at a PC's size into e2e/shots, for a
 * person to look at, and looks at it as far as a program can: no barrier, and
 * nothing that must be scrolled sideways. The window has its own size again
 * afterwards.
 */
export async function shot(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const size of Object.values(sizes)) {
    await page.setViewportSize(size);
    await page.evaluate(() => document.fonts.ready);
    const file = path.join(shots, `${name}-${size.width}x${size.height}.png`);
    await page.screenshot({ path: file, animations: 'disabled', timeout: 20_000 });
  }
  if (before !== null) await page.setViewportSize(before);
  await expectNoSidewaysScroll(page, name);
  await expectNoBarriers(page);
}

/** WCAG 2.2 A and AA, as far as a program can tell. */
export async function expectNoBarriers(page: Page): Promise<void> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`)).toEqual([]);
}

async function expectNoSidewaysScroll(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  const width = narrowest[new URL(page.url()).pathname.startsWith('/staff') ? 'console' : 'candidate'];
  await page.setViewportSize({ width, height: 760 });
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond, `${name}: pixels beyond a window of ${width}`).toBeLessThanOrEqual(0);
  if (before !== null) await page.setViewportSize(before);
}
