import { defineConfig, mergeConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { baseConfig } from './vite.base.ts';
import { faceModels } from './vite.models.ts';

/**
 * The worker keeps icons, and hashed files once they were fetched. It never
 * touches the page itself or anything below /api: an exam's papers and answers
 * are in no cache.
 */
const pwa = VitePWA({
  registerType: 'autoUpdate',
  injectRegister: null,
  manifest: {
    id: '/',
    name: '云考场',
    short_name: '云考场',
    description: '远程面试与考试 · Remote interviews and exams',
    lang: 'zh-CN',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    orientation: 'any',
    theme_color: '#1a4b82',
    background_color: '#f1f5fa',
    icons: [
      { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
    ],
  },
  workbox: {
    globPatterns: ['icon*.{svg,png}'],
    navigateFallback: null,
    cleanupOutdatedCaches: true,
    skipWaiting: true,
    clientsClaim: true,
    runtimeCaching: [
      {
        urlPattern: ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/assets/'),
        handler: 'CacheFirst',
        options: { cacheName: 'assets', expiration: { maxEntries: 80 }, cacheableResponse: { statuses: [200] } },
      },
    ],
  },
});

export default defineConfig(mergeConfig(baseConfig('candidate', 5173), { base: '/', plugins: [pwa, faceModels()] }));
