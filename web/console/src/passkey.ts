import { api } from '@shared/api/client';
import type { components } from '@shared/api/schema';

type Asked = components['schemas']['PasskeyRequest'];
type Options = Record<string, unknown>;

/**
 * True where the browser can make and use passkeys for this address: it knows
 * WebAuthn's JSON, and the host has a name (an IP address can have no passkey).
 */
export function passkeysWork(): boolean {
  const here = globalThis.PublicKeyCredential as typeof PublicKeyCredential | undefined;
  const named = !/^[\d.]+$|:/.test(location.hostname);
  return named && typeof here?.parseCreationOptionsFromJSON === 'function' && typeof here.parseRequestOptionsFromJSON === 'function';
}

/** A passkey's answer as the server takes it. */
export interface Answer {
  ceremony: string;
  answer: Options;
}

/** The person put the browser's question away, or let it pass: nothing to complain about. */
export function wasPutAway(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError');
}

/** Makes a passkey on this device; the password is asked for by the server first. */
export async function makePasskey(password: string): Promise<Answer> {
  const { ceremony, options } = await api.post<Asked>('/api/me/passkeys/request', { password });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as unknown as PublicKeyCredentialCreationOptionsJSON);
  return { ceremony, answer: asJson(await navigator.credentials.create({ publicKey })) };
}

/** Lets the person choose one of her passkeys of ours. */
export async function showPasskey(): Promise<Answer> {
  const { ceremony, options } = await api.post<Asked>('/api/passkey-requests', {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as unknown as PublicKeyCredentialRequestOptionsJSON);
  return { ceremony, answer: asJson(await navigator.credentials.get({ publicKey })) };
}

function asJson(credential: Credential | null): Options {
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException('no passkey', 'NotAllowedError');
  return credential.toJSON() as Options;
}
