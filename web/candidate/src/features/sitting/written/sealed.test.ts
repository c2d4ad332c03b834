import { describe, expect, it } from 'vitest';
import { unseal } from './sealed';

const encode = (text: string) => new TextEncoder().encode(text);

async function seal(plain: string, raw: Uint8Array<ArrayBuffer>, paperId: string): Promise<ArrayBuffer> {
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: encode(paperId) }, key, encode(plain));
  const all = new Uint8Array(12 + sealed.byteLength);
  all.set(iv);
  all.set(new Uint8Array(sealed), 12);
  return all.buffer;
}

describe('a sealed paper', () => {
  const raw = new Uint8Array(32).fill(7);
  const key = btoa(String.fromCharCode(...raw));
  it('opens with its key', async () => {
    const plain = await unseal(await seal('一、名词解释', raw, 'p1'), key, 'p1');
    expect(new TextDecoder().decode(plain)).toBe('一、名词解释');
  });
  it('opens as no other paper, and with no other key', async () => {
    const sealed = await seal('一、名词解释', raw, 'p1');
    await expect(unseal(sealed, key, 'p2')).rejects.toThrow();
    await expect(unseal(sealed, btoa(String.fromCharCode(...new Uint8Array(32))), 'p1')).rejects.toThrow();
  });
});
