import { defineConfig, mergeConfig } from 'vite';
import { baseConfig } from './vite.base.ts';

export default defineConfig(mergeConfig(baseConfig('console', 5174), { base: '/staff/' }));
