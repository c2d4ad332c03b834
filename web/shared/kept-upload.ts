import type { DetailedError } from 'tus-js-client';
import { ApiError } from './api/client';
import type { Pace } from './pace';
import { mustSayHowFar, outcomeOf, uploadRefusal } from './upload';

const UPLOADS = '/api/uploads/';

export interface KeptUpload {
  file: Blob;
  ticket: string;
  /** Whether some of it may have been sent before: then the server is asked how far it is. */
  again: boolean;
  /** How much goes into a request; it learns from each. */
  pace: Pace;
  /** Told the share that has left this device, 0 to 1. */
  onProgress: (share: number) => void;
}

/**
 * Sends a file that the device keeps until the server has it, once, and returns the
 * identifier that the server gave it. It begins with the first bytes (tus 1.0.0, Creation
 * With Upload), so that a photograph on a quick line is one request. Throws ApiError;
 * after a passing one the caller tries again with the same ticket, and it goes on where
 * it stood.
 */
export async function sendKept({ file, ticket, again, pace, onProgress }: KeptUpload): Promise<string> {
  const { Upload } = await import('tus-js-client');
  await new Promise<void>((resolve, reject) => {
    let askedAtMs = 0;
    // tus knows the address of an upload that has begun by its answer only; the server names uploads by their tickets.
    const upload = new Upload(file as File, {
      endpoint: UPLOADS,
      uploadUrl: again ? UPLOADS + ticket : null,
      metadata: { ticket },
      headers: { 'X-Kaochang': '1' },
      chunkSize: pace.bytes,
      uploadDataDuringCreation: true,
      retryDelays: null,
      storeFingerprintForResuming: false,
      onBeforeRequest: () => {
        askedAtMs = performance.now();
      },
      onAfterResponse: mustSayHowFar,
      onProgress: (sent, total) => onProgress(total === 0 ? 1 : sent / total),
      onChunkComplete: (size) => {
        pace.took(size, performance.now() - askedAtMs);
        upload.options.chunkSize = pace.bytes;
      },
      onSuccess: () => resolve(),
      onError: (error) => {
        const refusal = refusalOf(error);
        if (refusal.passing) pace.failed();
        reject(refusal);
      },
    });
    upload.start();
  });
  return outcomeOf(ticket);
}

/**
 * tus's error as ours. A piece that the server has no place for (400, 404, 409) says that it stands elsewhere than
 * the page thought, 401 and 429 that she must sign in or wait: these are asked about again. Final are a file that is
 * too large or of a wrong type, and a ticket that was used or has expired.
 */
export function refusalOf(error: Error | DetailedError): ApiError {
  const refusal = uploadRefusal(error);
  const method = 'originalRequest' in error ? error.originalRequest.getMethod() : '';
  const again = refusal.status === 401 || refusal.status === 429 || (method === 'PATCH' && [400, 404, 409].includes(refusal.status));
  return again ? new ApiError('unavailable', error.message, 503) : refusal;
}
