import { expect } from '@playwright/test';
import type { Staff } from './people.ts';

/** What an administrator changes of a session, as the set-up page sends it. */
export interface SessionPlan {
  id: string;
  subject_id: string;
  room_id: string;
  starts_at: string;
  ends_at: string;
  entry_opens_at: string;
  entry_closes_at: string;
  invite_ttl_s: number;
  second_camera: 'required' | 'optional' | 'none';
  first_camera: 'any' | 'phone' | 'pc';
}

/** Sends a change as staff do. */
export async function send(staff: Staff, method: 'post' | 'put', pathname: string, data: object): Promise<void> {
  const answer = await staff.context.request[method](staff.server.url + pathname, { data, headers: { 'X-Kaochang': '1' } });
  expect(answer.ok(), `${method} ${pathname}: ${answer.status()} ${await answer.text()}`).toBe(true);
}

/** The demo's session of an exam type, as its administrator sees it. */
export async function sessionOf(admin: Staff, type: string): Promise<{ id: string; examId: string }> {
  const answer = await admin.context.request.get(`${admin.server.url}/api/staff/sessions`);
  const { sessions } = (await answer.json()) as { sessions: { id: string; exam: { id: string }; subject: { exam_type: string } }[] };
  const one = sessions.find(({ subject }) => subject.exam_type === type);
  if (one === undefined) throw new Error(`the demo has no session of type ${type}`);
  return { id: one.id, examId: one.exam.id };
}

/** Changes some of what is planned of the demo's session of an exam type; the rest stays. */
export async function plan(admin: Staff, type: string, changes: Partial<SessionPlan>): Promise<void> {
  const { id, examId } = await sessionOf(admin, type);
  const answer = await admin.context.request.get(`${admin.server.url}/api/exams/${examId}`);
  const { sessions } = (await answer.json()) as { sessions: SessionPlan[] };
  const was = sessions.find((one) => one.id === id);
  if (was === undefined) throw new Error(`session ${id} is not in its exam's plan`);
  const { subject_id, room_id, starts_at, ends_at, entry_opens_at, entry_closes_at, invite_ttl_s, second_camera, first_camera } = was;
  await send(admin, 'post', `/api/exams/${examId}/sessions`, { id, subject_id, room_id, starts_at, ends_at, entry_opens_at, entry_closes_at, invite_ttl_s, second_camera, first_camera, ...changes });
}
