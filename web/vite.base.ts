import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Where `kaochang demo` listens; KAOCHANG_DEV_SERVER names another. */
const server = process.env.KAOCHANG_DEV_SERVER ?? 'http://127.0.0.1:8080';

/**
 * What both clients' builds share: the `@shared` alias, output inside the Go
 * package that embeds it, and a dev proxy to a running server.
 */
export function baseConfig(app: 'candidate' | 'console', port: number): UserConfig {
  return {
    root: `${here}${app}`,
    plugins: [react()],
    resolve: { alias: { '@shared': `${here}shared` } },
    css: { postcss: here },
    build: {
      outDir: `${here}../internal/server/webclient/dist/${app}`,
      emptyOutDir: true,
      target: ['es2022', 'safari15', 'chrome100'],
      // livekit-client and pdf.js are over the default of 500 kB and load lazily.
      chunkSizeWarningLimit: 700,
      manifest: true,
      // The server's content security policy allows no inline script or data: font.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
    },
    server: {
      port,
      proxy: {
        '/api': { target: server, ws: true },
        '/rtc': { target: server, ws: true },
      },
    },
  };
}
