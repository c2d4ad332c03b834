// Draws the PNG icons from icon.svg with Chromium: node scripts/make-icons.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const folder = new URL('../candidate/public/', import.meta.url);
const svg = readFileSync(new URL('icon.svg', folder), 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless=new', '--no-sandbox', '--disable-gpu'],
});
// A maskable icon is cut to any shape by the system: square ground, smaller drawing.
const drawings = [
  { name: 'icon-180.png', side: 180, square: true },
  { name: 'icon-192.png', side: 192, square: false },
  { name: 'icon-512.png', side: 512, square: false },
  { name: 'icon-maskable-512.png', side: 512, square: true },
];
for (const { name, side, square } of drawings) {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  const drawing = square ? svg.replace('rx="116"', '') : svg;
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${side}px;height:${side}px}</style>${drawing}`);
  writeFileSync(new URL(name, folder), await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
