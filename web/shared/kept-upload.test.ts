import { describe, expect, it } from 'vitest';
import { refusalOf } from './kept-upload';

function answered(method: string, status: number): Error {
  return Object.assign(new Error('tus: unexpected response'), {
    originalRequest: { getMethod: () => method },
    originalResponse: { getStatus: () => status },
  });
}

describe('what is asked about again', () => {
  it.each([
    ['a piece that does not follow', 'PATCH', 409, true],
    ['an upload that is gone', 'PATCH', 404, true],
    ['a piece that was cut by the next one', 'PATCH', 400, true],
    ['a sign-in that has ended', 'PATCH', 401, true],
    ['too many questions', 'POST', 429, true],
    ['a server that is not well', 'POST', 500, true],
    ['a ticket that was used or has expired', 'POST', 409, false],
    ['a file that is too large', 'PATCH', 413, false],
    ['a file of a wrong type', 'POST', 415, false],
  ])('%s', (_, method, status, again) => {
    expect(refusalOf(answered(method, status)).passing).toBe(again);
  });
  it('a line that is cut', () => expect(refusalOf(new Error('network')).passing).toBe(true));
});
