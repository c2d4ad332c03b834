import path from 'node:path';
import type { Page } from '@playwright/test';
import { shots } from './place.ts';
import { sizes } from './screen.ts';

/**
 * Photographs a screen at a phone's and at a PC's size into e2e/shots, for a
 * person to look at. The window has its own size again afterwards.
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
}
