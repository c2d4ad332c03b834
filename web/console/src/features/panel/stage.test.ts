import { describe, expect, it } from 'vitest';
import { board, sitting } from '../../board/sample';
import { keepChosen, stageOf } from './stage';

const waiting = (id: string) => sitting('waiting', { id });

describe('the middle of the panel’s room', () => {
  it('shows who is with the panel, whomever one looked at', () => {
    const stage = stageOf(board([sitting('interviewing', { id: 'a' }), waiting('b')]), 'b');
    expect(stage).toMatchObject({ kind: 'interviewing', sitting: { id: 'a' } });
  });

  it('shows an open invitation', () => {
    expect(stageOf(board([sitting('invited', { id: 'a' })]), undefined).kind).toBe('invited');
  });

  it('shows the first in the queue by itself, another by choice', () => {
    const made = board([waiting('a'), waiting('b')]);
    expect(stageOf(made, undefined)).toMatchObject({ kind: 'chosen', sitting: { id: 'a' } });
    expect(stageOf(made, 'b')).toMatchObject({ kind: 'chosen', sitting: { id: 'b' } });
  });

  it('tells an empty waiting area from a finished day', () => {
    expect(stageOf(board([sitting('assigned')]), undefined)).toEqual({ kind: 'nobody', why: 'not_yet' });
    expect(stageOf(board([sitting('finished'), sitting('absent')]), undefined)).toEqual({ kind: 'nobody', why: 'all_done' });
  });
});

describe('a choice made by hand', () => {
  const before = board([waiting('a'), waiting('b')]);
  it.each([
    ['stays while its candidate waits', board([waiting('a'), waiting('b')]), 'b'],
    ['stays while she is invited', board([sitting('invited', { id: 'b' }), waiting('a')]), 'b'],
    ['ends when the interview begins', board([sitting('interviewing', { id: 'b' }), waiting('a')]), undefined],
    ['ends when she is marked absent', board([waiting('a'), sitting('absent', { id: 'b' })]), undefined],
    ['ends when she is deferred', board([waiting('a'), sitting('waiting', { id: 'b', deferrals: 1 })]), undefined],
    ['ends when she is gone from the board', board([waiting('a')]), undefined],
  ])('%s', (_, after, want) => {
    expect(keepChosen('b', before, after)).toBe(want);
  });

  it('of one who is done already stays, to reopen or look', () => {
    const done = board([sitting('finished', { id: 'z' })]);
    expect(keepChosen('z', done, board([sitting('finished', { id: 'z' })]))).toBe('z');
  });
});
