import { describe, expect, it } from 'vitest';
import { uploadRefusal } from './upload';

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
