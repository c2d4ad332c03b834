import { expect, it } from 'vitest';
import { formatFor } from './series-recorder';

it('records WebM wherever it is offered, and MP4 on iOS', () => {
  const chrome = (mime: string) => mime.startsWith('video/webm') || mime === 'video/mp4';
  const safari = (mime: string) => mime.startsWith('video/mp4');
  expect(formatFor(true, chrome)).toBe('video/webm;codecs=vp8,opus');
  expect(formatFor(false, chrome), 'a camera without sound').toBe('video/webm;codecs=vp8');
  expect(formatFor(true, safari)).toBe('video/mp4;codecs=avc1.42E01E,mp4a.40.2');
  expect(formatFor(false, safari)).toBe('video/mp4');
  expect(formatFor(true, () => false), 'none that we could join').toBeUndefined();
});
