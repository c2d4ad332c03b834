import type { Board, BoardSitting, Phase, StaffSession } from '@shared/model';

/** Boards and sittings for tests; every field has a dull value unless a test says otherwise. */

let made = 0;

export function sitting(phase: Phase, part: Partial<BoardSitting> = {}): BoardSitting {
  made++;
  const id = part.id ?? `sitting-${made}`;
  return {
    id,
    version: 1,
    phase,
    order: made,
    ahead: 0,
    deferrals: 0,
    missed_invitations: 0,
    refused_invitation: false,
    candidate: { id: `candidate-${id}`, name: `考生 ${id}`, number: `N-${id}` },
    devices: [
      { position: 1, state: 'online', mine: false },
      { position: 2, state: 'online', mine: false },
    ],
    releases: [],
    ends_at: '2026-11-24T10:00:00.000Z',
    ...part,
  };
}

export function board(sittings: BoardSitting[], part: Partial<Board> = {}): Board {
  return {
    session: {
      id: 'session-1',
      subject: { id: 'subject-1', name: '专业面试', intro: '', exam_type: 'interview' },
      room: { id: 'room-1', name: '第一考场', kind: 'interview', intro: '' },
      exam: { id: 'exam-1', name: '复试' },
      starts_at: '2026-11-24T08:00:00.000Z',
      ends_at: '2026-11-24T10:00:00.000Z',
      entry_opens_at: '2026-11-24T07:30:00.000Z',
      entry_closes_at: '2026-11-24T09:30:00.000Z',
      second_camera: 'required',
      first_camera: 'any',
      invite_ttl_seconds: 60,
    },
    my_roles: ['examiner'],
    my_staff_id: 'me',
    server_time: '2026-11-24T08:30:00.000Z',
    sittings,
    staff: [],
    questions: [],
    ...part,
  };
}

export const callBy = (staffId: string) => ({
  staff_id: staffId,
  staff_name: `候考官 ${staffId}`,
  muted: false,
  since: '2026-11-24T08:20:00.000Z',
});

export function session(part: Partial<StaffSession>): StaffSession {
  return {
    my_roles: ['examiner'],
    ...board([]).session,
    counts: {},
    ...part,
  };
}
