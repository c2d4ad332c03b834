import type { HttpRequest, HttpResponse } from 'tus-js-client';
import { api, ApiError } from './api/client';
import type { UploadResult, UploadTicket } from './model';

/** What is asked of the server before a file is sent. */
export interface Intent {
  purpose: 'question_file' | 'roster_sheet' | 'roster_photos' | 'announcement_file' | 'material' | 'enquiry_photo' | 'paper_file' | 'paper_import' | 'paper_media' | 'photo_page' | 'answer_photo';
  ownerId: string;
  name: string;
  size: number;
  /** The media type that is announced; the server looks at the content. */
  type: string;
}

/** Asks for a ticket; throws ApiError with the server's code when the file would not be taken. */
export function askTicket({ purpose, ownerId, name, size, type }: Intent): Promise<UploadTicket> {
  return api.post<UploadTicket>('/api/upload-tickets', { purpose, owner_id: ownerId, name, size, type });
}

/** How often and how many times the server is asked whether it took a file that was sent. */
const ASK_EVERY_MS = 400;
const ASK_AT_MOST = 75;

/** The identifier of a file that was sent; throws ApiError with the server's code when it was refused. */
export async function outcomeOf(ticket: string, signal?: AbortSignal): Promise<string> {
  for (let asked = 0; asked < ASK_AT_MOST; asked++) {
    const result = await api.get<UploadResult>(`/api/upload-tickets/${ticket}`, { signal });
    if (result.state === 'done' && result.file_id !== undefined) return result.file_id;
    if (result.state === 'refused') throw new ApiError(result.code ?? 'invalid', result.detail ?? '', 422);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  throw new ApiError('unavailable', 'The file was sent but not taken in time.', 0);
}

/** tus's error as ours: the server's own problem where it sent one. */
export function uploadRefusal(error: Error): ApiError {
  const response = 'originalResponse' in error ? (error.originalResponse as { getStatus(): number } | null) : null;
  const status = response?.getStatus() ?? 0;
  if (status === 413) return new ApiError('too_large', '', status);
  if (status === 415) return new ApiError('wrong_type', '', status);
  if (status >= 500) return new ApiError('unavailable', error.message, status);
  return new ApiError(status === 0 ? 'network' : 'invalid', error.message, status);
}

/**
 * For tus's onAfterResponse. It begins anew whenever the question how far an upload is fails, and what had arrived
 * is gone; that is right only where there is none. Throws otherwise, and the caller asks again.
 */
export function mustSayHowFar(request: HttpRequest, response: HttpResponse): void {
  const status = response.getStatus();
  if (request.getMethod() === 'HEAD' && (status < 200 || status >= 300) && status !== 404) throw new Error(`how far the upload is was answered with ${status}`);
}
