import { describe, expect, it } from 'vitest';
import type { Phase, SessionRole } from '@shared/model';
import { actionsFor, inviteHindrance } from './rules';
import { board, callBy, sitting } from './sample';

describe('the buttons of a role in a phase', () => {
  it.each<[string, SessionRole, Phase, string[]]>([
    ['an examiner invites, defers or marks absent who waits', 'examiner', 'waiting', ['invite', 'defer', 'absent', 'message']],
    ['an examiner calls an open invitation back', 'examiner', 'invited', ['call_back', 'message']],
    ['an examiner releases questions and ends', 'examiner', 'interviewing', ['release', 'end', 'message']],
    ['who never came can only be absent', 'examiner', 'assigned', ['absent']],
    ['an examiner cannot reopen', 'examiner', 'finished', []],
    ['a chair can', 'chair', 'finished', ['reopen']],
    ['a secretary reopens who was absent', 'secretary', 'absent', ['reopen']],
    ['a steward calls who waits', 'steward', 'waiting', ['call', 'message']],
    ['a steward has no part in the interview but to write', 'steward', 'interviewing', ['message']],
    ['nobody is called before the waiting area', 'steward', 'check_in', ['message']],
    ['an inspector acts nowhere', 'inspector', 'waiting', []],
  ])('%s', (_, role, phase, want) => {
    expect([...actionsFor([role], sitting(phase), 'me')]).toEqual(want);
  });

  it('lets only the steward on call mute and hang up', () => {
    expect([...actionsFor(['steward'], sitting('waiting', { call: callBy('me') }), 'me')]).toEqual(['mute', 'hang_up', 'message']);
    expect([...actionsFor(['steward'], sitting('waiting', { call: callBy('her') }), 'me')]).toEqual(['message']);
  });
});

describe('what stands against an invitation', () => {
  const during = Date.parse('2026-11-24T08:30:00.000Z');

  it('nothing, when the room is free and both cameras have joined', () => {
    const one = sitting('waiting');
    expect(inviteHindrance(board([one]), one, during)).toBeUndefined();
  });

  it('another candidate who is with the panel, by name', () => {
    const one = sitting('waiting');
    const other = sitting('interviewing', { candidate: { id: 'c', name: '李明', number: '7' } });
    expect(inviteHindrance(board([other, one]), one, during)).toEqual({ kind: 'panel_busy', name: '李明' });
  });

  it('a second camera that never joined, where the session requires one', () => {
    const devices = [
      { position: 1 as const, state: 'online' as const, mine: false },
      { position: 2 as const, state: 'empty' as const, mine: false },
    ];
    const one = sitting('waiting', { devices });
    const made = board([one]);
    expect(inviteHindrance(made, one, during)).toEqual({ kind: 'second_camera_missing' });
    made.session.second_camera = 'optional';
    expect(inviteHindrance(made, one, during)).toBeUndefined();
  });

  it('the end of the session, to the millisecond', () => {
    const one = sitting('waiting');
    const end = Date.parse('2026-11-24T10:00:00.000Z');
    expect(inviteHindrance(board([one]), one, end - 1)).toBeUndefined();
    expect(inviteHindrance(board([one]), one, end)).toEqual({ kind: 'session_over' });
  });
});
