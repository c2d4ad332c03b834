import type { HttpRequest, HttpResponse } from 'tus-js-client';
import { describe, expect, it } from 'vitest';
import { mustSayHowFar, uploadRefusal } from './upload';

function answered(status: number): Error {
  return Object.assign(new Error('tus: unexpected response'), { originalResponse: { getStatus: () => status } });
}

describe('uploadRefusal', () => {
  it.each([
    ['the line is cut', new Error('network'), 'network', true],
    ['the file store is away', answered(503), 'unavailable', true],
    ['something broke', answered(500), 'unavailable', true],
    ['too large', answered(413), 'too_large', false],
    ['no picture', answered(415), 'wrong_type', false],
    ['a used ticket', answered(409), 'invalid', false],
  ])('%s', (_, error, code, passing) => {
    const refusal = uploadRefusal(error);
    expect(refusal.code).toBe(code);
    expect(refusal.passing).toBe(passing);
  });
});

describe('how far an upload is', () => {
  it.each([
    ['is said', 'HEAD', 200, true],
    ['there is none', 'HEAD', 404, true],
    ['a server that is not well does not know', 'HEAD', 503, false],
    ['a lock that nobody gives back', 'HEAD', 500, false],
    ['other answers are none of its business', 'PATCH', 503, true],
  ])('%s', (_, method, status, goesOn) => {
    const ask = () => mustSayHowFar({ getMethod: () => method } as HttpRequest, { getStatus: () => status } as HttpResponse);
    if (goesOn) expect(ask).not.toThrow();
    else expect(ask).toThrow();
  });
});
