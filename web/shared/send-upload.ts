import { ApiError } from './api/client';
import type { UploadTicket } from './model';
import { askTicket, mustSayHowFar, outcomeOf, uploadRefusal, type Intent } from './upload';

export interface Upload {
  file: File;
  /** Told the share that the server has, 0 to 1. */
  onProgress: (share: number) => void;
  signal: AbortSignal;
  purpose: Intent['purpose'];
  ownerId: string;
  /** The media type that is announced; the server looks at the content. */
  type: string;
}

/**
 * Sends a file by tus, which goes on by itself after a cut line, and returns
 * the identifier that the server keeps it under. Throws ApiError with the
 * server's code when the file is refused.
 */
export async function sendUpload({ purpose, ownerId, type, file, onProgress, signal }: Upload): Promise<string> {
  const ticket = await askTicket({ purpose, ownerId, name: file.name, size: file.size, type });
  await send(ticket, file, onProgress, signal);
  return outcomeOf(ticket.ticket, signal);
}

async function send(ticket: UploadTicket, file: File, onProgress: Upload['onProgress'], signal: AbortSignal): Promise<void> {
  const { Upload } = await import('tus-js-client');
  await new Promise<void>((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: ticket.url,
      metadata: { ticket: ticket.ticket },
      headers: { 'X-Kaochang': '1' },
      retryDelays: [0, 500, 1000, 2000, 4000, 8000],
      storeFingerprintForResuming: false,
      onAfterResponse: mustSayHowFar,
      onProgress: (sent, total) => onProgress(total === 0 ? 1 : sent / total),
      onSuccess: () => resolve(),
      onError: (error) => reject(uploadRefusal(error)),
    });
    signal.addEventListener('abort', () => {
      void upload.abort();
      reject(new ApiError('network', 'The upload was given up.', 0));
    });
    upload.start();
  });
}
