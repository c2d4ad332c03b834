import { sendUpload, type Upload } from '@shared/send-upload';

export interface Sending extends Pick<Upload, 'file' | 'onProgress' | 'signal'> {
  sessionId: string;
}

/** Sends a question's file; see sendUpload. */
export function sendFile({ sessionId, ...rest }: Sending): Promise<string> {
  return sendUpload({ ...rest, purpose: 'question_file', ownerId: sessionId, type: rest.file.type });
}
