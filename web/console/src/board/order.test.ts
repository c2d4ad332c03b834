import { describe, expect, it } from 'vitest';
import { myCall, nextForPanel, nextToCall, queueOf } from './order';
import { board, callBy, sitting } from './sample';

describe('the queue', () => {
  it('keeps the order of the server within its parts', () => {
    const all = [sitting('interviewing', { id: 'a' }), sitting('waiting', { id: 'b' }), sitting('waiting', { id: 'c' }),
      sitting('check_in', { id: 'd' }), sitting('assigned', { id: 'e' }), sitting('absent', { id: 'f' }), sitting('finished', { id: 'g' })];
    const { current, waiting, coming, done } = queueOf(all);
    const ids = [current, waiting, coming, done].map((part) => part.map(({ id }) => id).join(''));
    expect(ids).toEqual(['a', 'bc', 'de', 'fg']);
  });

  it('shows the panel who is with it, else the first who waits', () => {
    expect(nextForPanel([sitting('invited', { id: 'a' }), sitting('waiting', { id: 'b' })])?.id).toBe('a');
    expect(nextForPanel([sitting('waiting', { id: 'b' }), sitting('check_in')])?.id).toBe('b');
    expect(nextForPanel([sitting('finished')])).toBeUndefined();
  });
});

describe('call next', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((id) => sitting('waiting', { id }));
  const mine = sitting('waiting', { id: 'm', call: callBy('me') });
  const hers = sitting('waiting', { id: 'h', call: callBy('her') });
  it.each([
    ['begins at the front without a call', [a!, b!], 'a'],
    ['goes on after the present one', [a!, mine, b!, c!], 'b'],
    ['starts over at the end', [a!, b!, mine], 'a'],
    ['passes over those with another steward', [mine, hers, b!], 'b'],
    ['finds nobody when nobody else waits', [mine, hers], undefined],
  ])('%s', (_, sittings, want) => {
    expect(nextToCall(sittings, 'me')?.id).toBe(want);
  });

  it('knows one’s own call from another steward’s', () => {
    expect(myCall(board([hers, mine]))?.id).toBe('m');
    expect(myCall(board([hers]))).toBeUndefined();
  });
});
