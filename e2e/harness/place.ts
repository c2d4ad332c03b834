import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The program under test: as `make build` leaves it, or what E2E_BINARY names. */
export const binary = process.env.E2E_BINARY ?? path.join(root, 'bin/kaochang');

/** Clips that play the cameras; made at set-up, never committed. */
export const clips = path.join(root, 'e2e/clips');

/** Screenshots of the screens, to be looked at. */
export const shots = path.join(root, 'e2e/shots');

/** The browser: CHROMIUM, or the first known name that is on the path. */
export function chromiumPath(): string {
  for (const name of [process.env.CHROMIUM, 'chromium', 'chromium-browser', 'google-chrome']) {
    if (name === undefined || name === '') continue;
    if (path.isAbsolute(name) && existsSync(name)) return name;
    for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
      const found = path.join(folder, name);
      if (existsSync(found)) return found;
    }
  }
  throw new Error('no Chromium found: make deps installs it, CHROMIUM=path names one');
}

/** Runs ffmpeg quietly; its last words are in the error. */
export function ffmpeg(...args: string[]): void {
  execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
}
