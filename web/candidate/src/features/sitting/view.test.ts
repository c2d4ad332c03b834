import { describe, expect, it } from 'vitest';
import type { SittingView } from '@shared/model';
import { isLive, micMuted, queueWords, viewOf, type Memory } from './view';

const sitting = (part: Partial<SittingView>): SittingView =>
  ({ phase: 'assigned', my_position: 0, entry: { open: true }, ahead: 0, subject: { exam_type: 'interview' }, ...part }) as SittingView;
const checkIn = (next?: 'pledge'): SittingView['check_in'] => (next === undefined ? { steps: [] } : { steps: [], next });
const fresh: Memory = { position: 0, ready: false };

describe('which screen a device shows', () => {
  it.each([
    ['a newcomer chooses a position', {}, fresh, 'choose_position'],
    ['before the time the door is shut', { entry: { open: false, code: 'entry_not_open' } }, fresh, 'door'],
    ['the first camera looks at itself', { phase: 'check_in', my_position: 1 }, fresh, 'preview'],
    ['or does what its flow asks for first', { phase: 'check_in', my_position: 1, check_in: checkIn('pledge') }, fresh, 'check_in'],
    ['and looks at itself when all is done', { phase: 'check_in', my_position: 1, check_in: checkIn() }, fresh, 'preview'],
    ['then waits', { phase: 'waiting', my_position: 1 }, fresh, 'waiting'],
    ['an invitation comes into the waiting area', { phase: 'invited', my_position: 1 }, fresh, 'waiting'],
    ['and the interview follows', { phase: 'interviewing', my_position: 1 }, fresh, 'interview'],
    ['a swapped phone lands in the interview', { phase: 'interviewing', my_position: 1 }, fresh, 'interview'],
    ['the second camera looks at itself', { phase: 'waiting', my_position: 2 }, fresh, 'preview'],
    ['and stays with its own picture', { phase: 'interviewing', my_position: 2 }, { position: 2, ready: true }, 'second'],
    ['a device that lost its position is told', { phase: 'waiting' }, { position: 1, ready: true }, 'replaced'],
    ['the end is the end', { phase: 'finished', my_position: 1 }, { position: 1, ready: true }, 'over'],
    ['for the absent too', { phase: 'absent' }, fresh, 'over'],
    ['the first camera of a video exam gets ready', { phase: 'ready', my_position: 1 }, fresh, 'video'],
    ['the second first looks at itself', { phase: 'ready', my_position: 2 }, fresh, 'preview'],
    ['and then records with the first', { phase: 'recording', my_position: 2 }, { position: 2, ready: true }, 'video'],
    ['both look at the take and send it', { phase: 'uploading', my_position: 2 }, { position: 2, ready: true }, 'video'],
    ['a video that was handed in is the end', { phase: 'submitted', subject: { exam_type: 'video' } as SittingView['subject'] }, { position: 1, ready: true }, 'over'],
    ['a pause is said', { phase: 'paused', my_position: 1 }, fresh, 'paused'],
  ] as const)('%s', (_, part, memory, want) => {
    expect(viewOf(sitting(part), memory).kind).toBe(want);
  });
});

describe('the microphone', () => {
  const call = { staff_id: 's', staff_name: 'Li', muted: false, since: '' };
  it.each([
    ['is silent in the waiting area', { phase: 'waiting' }, true],
    ['is heard in a call', { phase: 'waiting', call }, false],
    ['unless the steward muted it', { phase: 'waiting', call: { ...call, muted: true } }, true],
    ['is heard in the interview', { phase: 'interviewing' }, false],
  ] as const)('%s', (_, facts, want) => {
    expect(micMuted(facts)).toBe(want);
  });
});

it('a room is live from the waiting area to the end', () => {
  expect(['assigned', 'check_in', 'waiting', 'invited', 'interviewing', 'finished'].map((p) => isLive(p as 'waiting')))
    .toEqual([false, false, true, true, true, false]);
});

it('says the place in the queue', () => {
  expect(queueWords({ ahead: 0 })).toEqual({ kind: 'next' });
  expect(queueWords({ ahead: 3 })).toEqual({ kind: 'ahead', count: 3 });
});
