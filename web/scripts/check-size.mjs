// Refuses a build whose first screen is over its budget (DESIGN.md, "Web"):
// what the browser must fetch before a candidate sees the sign-in page.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 200;
const dist = new URL('../../internal/server/webclient/dist/candidate/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

/** The entry's file, its static imports and their styles, each once. */
function firstScreen(name, seen = new Set()) {
  const chunk = manifest[name];
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const style of chunk.css ?? []) seen.add(style);
  for (const next of chunk.imports ?? []) firstScreen(next, seen);
  return seen;
}

const kb = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length / 1024;
const files = ['index.html', ...firstScreen('index.html')];
const sizes = files.map((file) => ({ file, kb: kb(file) }));
const total = sizes.reduce((sum, one) => sum + one.kb, 0);
for (const one of sizes) console.log(`${one.kb.toFixed(1).padStart(7)} kB  ${one.file}`);
console.log(`${total.toFixed(1).padStart(7)} kB gzip, the candidate's first screen (budget ${BUDGET_KB} kB)`);
if (total > BUDGET_KB) {
  console.error('The first screen is over its budget.');
  process.exit(1);
}
