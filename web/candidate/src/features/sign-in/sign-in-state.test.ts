import { describe, expect, it } from 'vitest';
import { ApiError } from '@shared/api/client';
import { codeTrouble, mayBePhone, signIn, start, type SignIn } from './sign-in-state';

const sent = signIn(start, { type: 'sent', phone: '13800000001', nowMs: 1000, resendAfterS: 60, expiresInS: 300 });

describe('signing in', () => {
  it('asks for the code once it was sent, and knows when another may be asked for', () => {
    expect(sent).toEqual({ step: 'code', phone: '13800000001', resendAtMs: 61_000, expiresAtMs: 301_000 });
  });
  it('says what was wrong until the candidate types again', () => {
    const wrong = signIn(sent, { type: 'refused', trouble: { kind: 'wrong', triesLeft: 4 } });
    expect((wrong as Extract<SignIn, { step: 'code' }>).trouble).toEqual({ kind: 'wrong', triesLeft: 4 });
    expect(signIn(wrong, { type: 'typing' })).toEqual(sent);
  });
  it('keeps the wait when the number is corrected', () => {
    expect(signIn(sent, { type: 'other_number' })).toEqual({
      step: 'phone',
      phone: '13800000001',
      resendAtMs: 61_000,
    });
  });
  it('asks for the code that staff read out where no SMS went out, and takes another try at once', () => {
    const unsent = signIn(start, { type: 'not_sent', phone: '13800000001', nowMs: 1000 });
    expect(unsent).toMatchObject({ step: 'code', phone: '13800000001', resendAtMs: 1000, unsent: true });
    const again = signIn(unsent, { type: 'sent', phone: '13800000001', nowMs: 1000, resendAfterS: 60, expiresInS: 300 });
    expect(again).toEqual(sent);
  });
  it('waits as long as the server says', () => {
    const wait = signIn(start, { type: 'too_soon', phone: '1', nowMs: 0, retryAfterS: 41 });
    expect(wait).toEqual({ step: 'phone', phone: '1', resendAtMs: 41_000 });
  });
});

it.each([
  ['code_wrong', { kind: 'wrong', triesLeft: 3 }],
  ['code_expired', { kind: 'expired' }],
  ['code_used_up', { kind: 'used_up' }],
  ['network', undefined],
])('%s reads as its own trouble', (code, want) => {
  expect(codeTrouble(new ApiError(code, '', 422, { tries_left: 3 }))).toEqual(want);
});

it.each([
  ['138 0000 0001', true],
  ['+86 13800000001', true],
  ['+4915123456789', true],
  ['1380000', false],
  ['', false],
])('%s may be a number: %s', (typed, want) => {
  expect(mayBePhone(typed)).toBe(want);
});
