import { defineConfig, mergeConfig } from 'vite';
import { baseConfig } from './vite.base';

export default defineConfig(mergeConfig(baseConfig('candidate', 5173), { base: '/' }));
