import { defineConfig } from '@playwright/test';

/**
 * One test at a time: each has a server with LiveKit and up to four browsers
 * of its own, and two cores must carry them. No test is tried again: one that
 * fails now and then tells of something.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  globalSetup: './harness/set-up.ts',
  outputDir: 'results',
  workers: 1,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['./harness/closing-line.ts']],
});
