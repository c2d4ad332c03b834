import { describe, expect, it } from 'vitest';
import type { Phase } from '@shared/model';
import { board, callBy, sitting } from '../../board/sample';
import { departureOf, shownTo } from './pane';

const onCall = (phase: Phase = 'waiting') =>
  board([sitting(phase, { id: 'a', call: callBy('me'), candidate: { id: 'c', name: '李明', number: '1' } })]);
const afterwards = (phase: Phase) =>
  board([sitting(phase, { id: 'a', candidate: { id: 'c', name: '李明', number: '1' } })]);

describe('a call that has ended', () => {
  it.each<[string, Phase, string | undefined]>([
    ['because the interview began', 'interviewing', 'interviewing'],
    ['because the candidate was marked absent', 'absent', 'absent'],
    ['by one’s own hand is no news', 'waiting', undefined],
    ['because the candidate is gone otherwise', 'finished', 'left'],
  ])('%s', (_, phase, why) => {
    expect(departureOf(onCall(), afterwards(phase))?.why).toBe(why);
  });

  it('has not ended while the candidate is invited', () => {
    expect(departureOf(onCall(), onCall('invited'))).toBeUndefined();
  });
});

describe('the large view', () => {
  const [first, second] = [sitting('waiting', { id: 'a' }), sitting('waiting', { id: 'b' })];
  it('shows whom one is on call with, whomever one looks at', () => {
    const mine = sitting('waiting', { id: 'm', call: callBy('me') });
    expect(shownTo(board([first, mine]), 'a')?.id).toBe('m');
  });
  it('shows whom one chose, else whom one would call next', () => {
    expect(shownTo(board([first, second]), 'b')?.id).toBe('b');
    expect(shownTo(board([first, second]), undefined)?.id).toBe('a');
  });
});
