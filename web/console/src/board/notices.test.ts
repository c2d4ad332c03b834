import { describe, expect, it } from 'vitest';
import type { BoardSitting, DeviceState } from '@shared/model';
import { boardNotices, type Side } from './notices';
import { board, callBy, sitting } from './sample';

const devices = (first: DeviceState, second: DeviceState) => [
  { position: 1 as const, state: first, mine: false },
  { position: 2 as const, state: second, mine: false },
];

function heard(side: Side, then: Partial<BoardSitting>, now: Partial<BoardSitting>): string[] {
  const before = board([sitting('waiting', { id: 'a', ...then })]);
  const after = board([sitting('waiting', { id: 'a', ...now })]);
  return boardNotices(before, after, side).map(({ kind, position }) => kind + (position ?? ''));
}

describe('what staff hear of', () => {
  it.each<[string, Side, Partial<BoardSitting>, Partial<BoardSitting>, string[]]>([
    ['the panel: an accepted invitation', 'panel', { phase: 'invited' }, { phase: 'interviewing' }, ['accepted']],
    ['the panel: an unanswered one', 'panel', { phase: 'invited' }, { missed_invitations: 1 }, ['unanswered']],
    ['the panel: a declined one', 'panel', { phase: 'invited' }, { refused_invitation: true }, ['declined']],
    ['the steward: a candidate who needs her', 'steward', { phase: 'check_in' }, {}, ['arrived']],
    ['the steward: that her candidate was taken over', 'steward', { phase: 'invited', call: callBy('me') }, { phase: 'interviewing' }, ['taken_over']],
    ['the steward: nothing of another’s candidate', 'steward', { phase: 'invited', call: callBy('her') }, { phase: 'interviewing' }, []],
    ['both: a lost camera, by its position', 'panel', { devices: devices('online', 'online') }, { devices: devices('online', 'lost') }, ['camera_lost2']],
    ['both: a camera that is back', 'steward', { devices: devices('lost', 'online') }, { devices: devices('online', 'online') }, ['camera_back1']],
    ['nobody: cameras that go after the end', 'panel', { phase: 'finished', devices: devices('online', 'online') }, { phase: 'finished', devices: devices('lost', 'lost') }, []],
    ['the panel: that the clock ended the interview', 'panel', { phase: 'interviewing' }, { phase: 'finished', ended: { at: '', reason: 'session_end' } }, ['session_ended']],
    ['nobody: a board like the one before', 'panel', { missed_invitations: 2 }, { missed_invitations: 2 }, []],
  ])('%s', (_, side, then, now, want) => {
    expect(heard(side, then, now)).toEqual(want);
  });
});
