import { ApiError } from '@shared/api/client';
import { askTicket, outcomeOf, uploadRefusal } from '@shared/upload';

/** Sends a paper's PDF by tus and returns the identifier that the server keeps it under, sealed. */
export async function sendPaper(sessionId: string, file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<string> {
  const ticket = await askTicket({ purpose: 'paper_file', ownerId: sessionId, name: file.name, size: file.size, type: file.type });
  const { Upload } = await import('tus-js-client');
  await new Promise<void>((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: ticket.url,
      metadata: { ticket: ticket.ticket },
      headers: { 'X-Kaochang': '1' },
      retryDelays: [0, 500, 1000, 2000, 4000, 8000],
      storeFingerprintForResuming: false,
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
  return outcomeOf(ticket.ticket, signal);
}
