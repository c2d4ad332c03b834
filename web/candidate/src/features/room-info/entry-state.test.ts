import { describe, expect, it } from 'vitest';
import type { EnrolmentSitting, Phase } from '@shared/model';
import { entryState, inOrder } from './entry-state';

const at = (minute: number) => new Date(minute * 60_000).toISOString();
const facts = (phase: Phase) => ({
  phase,
  entry_opens_at: at(10),
  entry_closes_at: at(40),
  entry: { open: false },
});

describe('entering the room', () => {
  it.each([
    ['before the time', 'assigned', 9.99, 'not_yet'],
    ['at the minute it opens', 'assigned', 10, 'open'],
    ['at the minute it closes', 'assigned', 40, 'closed'],
    ['back in, even after the door closed', 'waiting', 50, 'going_on'],
    ['back into the interview', 'interviewing', 50, 'going_on'],
    ['never again after the end', 'finished', 20, 'over'],
    ['nor for who was absent', 'absent', 20, 'over'],
  ] as const)('%s: %s at minute %d is %s', (_, phase, minute, want) => {
    expect(entryState(facts(phase), minute * 60_000).kind).toBe(want);
  });

  it('believes the server that a session has ended', () => {
    const ended = { ...facts('waiting'), entry: { open: false, code: 'sitting_over' } };
    expect(entryState(ended, 0).kind).toBe('over');
  });

  it('puts what can be entered now first', () => {
    const row = (id: string, phase: Phase, minute: number) =>
      ({ ...facts(phase), id, starts_at: at(minute) }) as EnrolmentSitting;
    const list = [row('done', 'finished', 1), row('later', 'assigned', 60), row('mine', 'waiting', 30)];
    expect(inOrder(list, 0).map((one) => one.id)).toEqual(['mine', 'later', 'done']);
  });
});
