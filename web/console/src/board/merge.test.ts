import { describe, expect, it } from 'vitest';
import { newestBoard, withRow } from './merge';
import { board, sitting } from './sample';

describe('the board that is shown', () => {
  it('keeps a row that an action has brought since the fetch began', () => {
    const shown = withRow(board([sitting('waiting', { id: 'a', version: 3 })]), sitting('invited', { id: 'a', version: 4 }));
    const late = board([sitting('waiting', { id: 'a', version: 3 })], { server_time: '2026-11-24T08:30:00.010Z' });
    expect(newestBoard(shown, late).sittings[0]?.phase).toBe('invited');
  });

  it('is never an older one', () => {
    const shown = board([], { server_time: '2026-11-24T08:30:01.000Z' });
    expect(newestBoard(shown, board([]))).toBe(shown);
  });

  it('takes a new fetch whole, with presence that changes no version', () => {
    const shown = board([sitting('waiting', { id: 'a' })]);
    const arrived = board([sitting('waiting', { id: 'a' })], { server_time: '2026-11-24T08:30:05.000Z' });
    expect(newestBoard(shown, arrived)).toBe(arrived);
  });

  it('does not go back to an older answer', () => {
    const shown = board([sitting('interviewing', { id: 'a', version: 9 })]);
    expect(withRow(shown, sitting('invited', { id: 'a', version: 8 })).sittings[0]?.phase).toBe('interviewing');
  });
});
