import { api, isApiError } from '@shared/api/client';
import type { BoardSitting } from '@shared/model';
import type { Action } from './rules';

/** What an action carries besides the candidate. */
export interface Details {
  reason?: string;
  muted?: boolean;
  questionId?: string;
  releaseId?: string;
}

export type Move = Exclude<Action, 'message'> | 'withdraw' | 'draw';

/** Asks the server for an action; the answer is the row as it stands then. */
export function request(move: Move, { id, version }: BoardSitting, details: Details = {}): Promise<BoardSitting> {
  const path = `/api/sittings/${id}`;
  const { reason } = details;
  switch (move) {
    case 'call':
      return api.post(`${path}/call`);
    case 'hang_up':
      return api.delete(`${path}/call`);
    case 'mute':
      return api.put(`${path}/call`, { muted: details.muted === true });
    case 'invite':
      return api.post(`${path}/invitations`, { version });
    case 'call_back':
      return api.delete(`${path}/invitations`, { query: { version } });
    case 'defer':
      return api.post(`${path}/deferrals`, { version, reason });
    case 'absent':
      return api.post(`${path}/absences`, { version, reason });
    case 'reopen':
      return api.post(`${path}/reopenings`, { version, reason });
    case 'release':
      return api.post(`${path}/releases`, { question_id: details.questionId });
    case 'draw':
      return api.post(`${path}/draws`);
    case 'withdraw':
      return api.delete(`${path}/releases/${details.releaseId}`);
    case 'end':
      return api.post(`${path}/ending`, { version, reason });
  }
}

/** Moves that a phase takes once only, so that asking again cannot do them twice. */
const guardedByPhase: readonly Move[] = ['invite', 'call_back', 'absent', 'reopen', 'end'];

/**
 * The version to ask again with, when a conflict came only from a change beside
 * the point (a camera joined meanwhile) and the candidate is in the phase that
 * the asker saw. Undefined when somebody else was first.
 */
export function versionToRetry(move: Move, error: unknown, seen: BoardSitting): number | undefined {
  if (!isApiError(error, 'conflict') || !guardedByPhase.includes(move)) return undefined;
  const { phase, version } = error.extras;
  return phase === seen.phase && typeof version === 'number' && version > seen.version ? version : undefined;
}
