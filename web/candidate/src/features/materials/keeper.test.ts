import { describe, expect, it } from 'vitest';
import { typeOf } from './keeper';

describe('the type of a file', () => {
  it.each([
    ['IMG_1.MOV', '', 'video/quicktime'],
    ['a.pdf', '', 'application/pdf'],
    ['a.jpg', 'image/jpeg', 'image/jpeg'],
    ['photo', '', 'application/octet-stream'],
  ])('%s (%s) is %s', (name, type, want) => expect(typeOf({ name, type })).toBe(want));
});
