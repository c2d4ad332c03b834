import { defineConfig } from '@playwright/test';

/** Tests without cameras: forms and lists, which wait more than they compute. */
const office = ['admission', 'announce', 'bucket', 'chapter-one', 'choose', 'draw', 'material', 'notice', 'passkey', 'payment', 'planning', 'roster', 'school', 'sms'].map(
  (name) => `${name}.spec.ts`,
);

/**
 * Each test has a server with LiveKit and up to four browsers of its own, and two
 * cores must carry them: those with cameras run one at a time, the others two
 * (harness/run.sh runs both). No test is tried again: one that fails now and then
 * tells of something.
 */
export default defineConfig({
  testDir: '.',
  globalSetup: './harness/set-up.ts',
  outputDir: 'results',
  projects: [
    { name: 'office', testMatch: office, outputDir: 'results/office' },
    { name: 'cameras', testMatch: '*.spec.ts', testIgnore: office, outputDir: 'results/cameras' },
  ],
  workers: 1,
  fullyParallel: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['./harness/closing-line.ts']],
});
