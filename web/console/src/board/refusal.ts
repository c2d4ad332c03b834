import { isApiError } from '@shared/api/client';
import type { Board } from '@shared/model';
import type { Action } from './rules';

/** A sentence of the console's texts. */
export interface Sentence {
  key: string;
  params?: Record<string, string>;
}

/**
 * Words a refusal by what stands now: `conflict` alone says nothing to a person
 * in a hurry. Undefined leaves it to the code's general sentence.
 */
export function refusalOf(action: Action, error: unknown, board: Board | undefined, sittingId: string): Sentence | undefined {
  if (!isApiError(error)) return undefined;
  const sitting = board?.sittings.find(({ id }) => id === sittingId);
  if (error.code === 'panel_busy' || error.code === 'steward_busy') {
    const busyWith = board?.sittings.find(({ id }) => id === error.extras.sitting_id);
    return busyWith && { key: `refusal.${error.code}`, params: { name: busyWith.candidate.name } };
  }
  if (error.code !== 'conflict' || sitting === undefined) return undefined;
  const { name } = sitting.candidate;
  if (error.extras.why === 'none_left') return { key: 'refusal.none_left', params: { name } };
  if (action === 'call' && typeof error.extras.staff_name === 'string') {
    return { key: 'refusal.on_call', params: { name, staff: error.extras.staff_name } };
  }
  return { key: `refusal.now.${sitting.phase}`, params: { name } };
}
