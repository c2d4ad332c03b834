import { api, ApiError } from '@shared/api/client';
import type { UploadResult, UploadTicket } from '@shared/model';

export interface Sending {
  sessionId: string;
  file: File;
  /** Told the share that the server has, 0 to 1. */
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/** How often and how many times the server is asked whether it took a file that was sent. */
const ASK_EVERY_MS = 400;
const ASK_AT_MOST = 75;

/** Sends a question's file; see sendUpload. */
export function sendFile({ sessionId, ...rest }: Sending): Promise<string> {
  return sendUpload({ ...rest, purpose: 'question_file', ownerId: sessionId, type: rest.file.type });
}

export interface Upload extends Omit<Sending, 'sessionId'> {
  purpose: 'question_file' | 'roster_sheet' | 'roster_photos' | 'announcement_file';
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
  const ticket = await api.post<UploadTicket>('/api/upload-tickets', {
    purpose,
    owner_id: ownerId,
    name: file.name,
    size: file.size,
    type,
  });
  await send(ticket, file, onProgress, signal);
  for (let asked = 0; asked < ASK_AT_MOST; asked++) {
    const result = await api.get<UploadResult>(`/api/upload-tickets/${ticket.ticket}`, { signal });
    if (result.state === 'done' && result.file_id !== undefined) return result.file_id;
    if (result.state === 'refused') throw new ApiError(result.code ?? 'invalid', result.detail ?? '', 422);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  throw new ApiError('unavailable', 'The file was sent but not taken in time.', 0);
}

async function send(ticket: UploadTicket, file: File, onProgress: Sending['onProgress'], signal: AbortSignal): Promise<void> {
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
      onError: (error) => reject(refusal(error)),
    });
    signal.addEventListener('abort', () => {
      void upload.abort();
      reject(new ApiError('network', 'The upload was given up.', 0));
    });
    upload.start();
  });
}

/** tus's error as ours: the server's own problem where it sent one. */
function refusal(error: Error): ApiError {
  const response = 'originalResponse' in error ? (error.originalResponse as { getStatus(): number } | null) : null;
  const status = response?.getStatus() ?? 0;
  if (status === 413) return new ApiError('too_large', '', status);
  if (status === 415) return new ApiError('wrong_type', '', status);
  return new ApiError(status === 0 ? 'network' : 'invalid', error.message, status);
}
