import { existsSync } from 'node:fs';
import { binary, chromiumPath } from './place.ts';
import { makeClips } from './clip.ts';

/** Before the first test: the parts are there, the clips are made. */
export default function setUp(): void {
  if (!existsSync(binary)) throw new Error(`${binary} is not there: run make build`);
  chromiumPath();
  makeClips();
}
