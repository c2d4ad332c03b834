import { defineConfig } from '@playwright/test';
import tests from './playwright.config.ts';

const { projects: _, ...world } = tests;

/** What scripts/bench.sh measures with browsers: the tests' world, other files, no hurry. */
export default defineConfig({ ...world, testMatch: '*.bench.ts', timeout: 90 * 60_000, reporter: [['list']] });
