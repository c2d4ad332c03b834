import { createReadStream, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Plugin } from 'vite';

/** Where the face check finds its engine; the version is in the name, since such files are kept for ever. */
const BASE = 'assets/face-3.3.6/';

const modules = new URL('./node_modules/', import.meta.url);
const files = [
  ...['blazeface.json', 'blazeface.bin', 'facemesh.json', 'facemesh.bin'].map((name) => `@vladmandic/human/models/${name}`),
  ...['', '-simd'].map((kind) => `@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm${kind}.wasm`),
];

/** Serves the models and the wasm of the face check ourselves: nothing comes from elsewhere. */
export function faceModels(): Plugin {
  return {
    name: 'face-models',
    generateBundle() {
      for (const file of files) this.emitFile({ type: 'asset', fileName: BASE + basename(file), source: readFileSync(new URL(file, modules)) });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const file = files.find((one) => request.url === `/${BASE}${basename(one)}`);
        if (file === undefined) return next();
        response.setHeader('Content-Type', file.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream');
        createReadStream(new URL(file, modules)).pipe(response);
      });
    },
  };
}
