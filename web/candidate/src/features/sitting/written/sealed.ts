import { ApiError } from '@shared/api/client';
import type { GivenPaper, Written } from './requests';

/**
 * Sealed papers of this sitting, fetched before the start and kept in memory only.
 * Nothing of them can be read before the key comes (DESIGN.md, "Papers that cannot
 * leak").
 */
const shelf = new Map<string, Promise<ArrayBuffer>>();

/** Fetches what may be fetched ahead; what failed is tried again at the next call. */
export function fetchAhead(sealed: Written['sealed']): void {
  for (const { paper_id: id, url } of sealed) {
    if (shelf.has(id)) continue;
    const bytes = fetch(url, { credentials: 'same-origin', cache: 'no-store' }).then((answer) => {
      if (!answer.ok) throw new ApiError('unavailable', '', answer.status);
      return answer.arrayBuffer();
    });
    shelf.set(id, bytes);
    bytes.catch(() => shelf.delete(id));
  }
}

/** The bytes of a paper, opened with its key: AES-256-GCM, the nonce before the ciphertext, the paper's ID as additional data. */
export async function opened(paper: GivenPaper, sealed: Written['sealed']): Promise<ArrayBuffer> {
  fetchAhead(sealed);
  const bytes = await shelf.get(paper.paper_id);
  if (bytes === undefined || paper.key === undefined) throw new ApiError('unavailable', '', 0);
  return unseal(bytes, paper.key, paper.paper_id);
}

export async function unseal(bytes: ArrayBuffer, keyBase64: string, paperId: string): Promise<ArrayBuffer> {
  const raw = Uint8Array.from(atob(keyBase64), (sign) => sign.charCodeAt(0));
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt']);
  const additionalData = new TextEncoder().encode(paperId);
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes.slice(0, 12), additionalData }, key, bytes.slice(12));
}
