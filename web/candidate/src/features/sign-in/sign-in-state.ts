import type { ApiError } from '@shared/api/client';

/** Signing in, from the number to the code. */
export type SignIn =
  | { step: 'phone'; phone: string; resendAtMs: number }
  | { step: 'code'; phone: string; resendAtMs: number; expiresAtMs: number; trouble?: CodeTrouble | undefined; unsent?: true };

/** What was wrong with the code that was typed. */
export type CodeTrouble = { kind: 'wrong'; triesLeft: number } | { kind: 'expired' } | { kind: 'used_up' };

export type SignInEvent =
  | { type: 'sent'; phone: string; nowMs: number; resendAfterS: number; expiresInS: number }
  | { type: 'not_sent'; phone: string; nowMs: number }
  | { type: 'too_soon'; phone: string; nowMs: number; retryAfterS: number }
  | { type: 'refused'; trouble: CodeTrouble }
  | { type: 'typing' }
  | { type: 'other_number' };

export const start: SignIn = { step: 'phone', phone: '', resendAtMs: 0 };

export function signIn(state: SignIn, event: SignInEvent): SignIn {
  switch (event.type) {
    case 'sent':
      return {
        step: 'code',
        phone: event.phone,
        resendAtMs: event.nowMs + event.resendAfterS * 1000,
        expiresAtMs: event.nowMs + event.expiresInS * 1000,
      };
    case 'not_sent': // staff may read a code out: there must be a place to enter it
      return { step: 'code', phone: event.phone, resendAtMs: event.nowMs, expiresAtMs: event.nowMs, unsent: true };
    case 'too_soon':
      return { ...state, phone: event.phone, resendAtMs: event.nowMs + event.retryAfterS * 1000 };
    case 'refused':
      return state.step === 'code' ? { ...state, trouble: event.trouble } : state;
    case 'typing':
      return state.step === 'code' ? { ...state, trouble: undefined } : state;
    case 'other_number':
      return { step: 'phone', phone: state.phone, resendAtMs: state.resendAtMs };
  }
}

/** Tells wrong, expired and used up apart; undefined for any other refusal. */
export function codeTrouble(error: ApiError): CodeTrouble | undefined {
  switch (error.code) {
    case 'code_wrong':
      return { kind: 'wrong', triesLeft: Number(error.extras.tries_left ?? 0) };
    case 'code_expired':
      return { kind: 'expired' };
    case 'code_used_up':
      return { kind: 'used_up' };
    default:
      return undefined;
  }
}

/** True when what was typed may be a phone number: the server decides in the end. */
export function mayBePhone(typed: string): boolean {
  const digits = typed.replace(/[\s-]/g, '');
  return /^(1\d{10}|\+\d{7,15})$/.test(digits.replace(/^(\+86|0086)(?=1)/, ''));
}
