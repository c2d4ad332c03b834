import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  resolve: { alias: { '@shared': `${here}shared` } },
  test: { include: ['{shared,candidate,console}/**/*.test.{ts,tsx}'], environment: 'node' },
});
