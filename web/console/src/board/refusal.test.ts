import { describe, expect, it } from 'vitest';
import { ApiError } from '@shared/api/client';
import { refusalOf } from './refusal';
import { board, sitting } from './sample';

const conflict = (extras = {}) => new ApiError('conflict', '', 409, extras);
const named = (name: string) => ({ id: 'c', name, number: '1' });

describe('a refusal says what stands', () => {
  it.each([
    ['another examiner was first', conflict(), { key: 'refusal.now.invited', params: { name: '李明' } }],
    ['a rule that has its own words', new ApiError('second_camera_missing', '', 409), undefined],
    ['no answer at all', new ApiError('network', '', 0), undefined],
  ])('%s', (_, error, want) => {
    const one = sitting('invited', { id: 'a', candidate: named('李明') });
    expect(refusalOf('invite', error, board([one]), 'a')).toEqual(want);
  });

  it('names the steward who is on call', () => {
    const one = sitting('waiting', { id: 'a', candidate: named('李明') });
    expect(refusalOf('call', conflict({ staff_name: '王老师' }), board([one]), 'a')).toEqual({
      key: 'refusal.on_call',
      params: { name: '李明', staff: '王老师' },
    });
  });

  it('names the candidate who is with the panel', () => {
    const busy = sitting('interviewing', { id: 'b', candidate: named('赵雷') });
    const error = new ApiError('panel_busy', '', 409, { sitting_id: 'b' });
    expect(refusalOf('invite', error, board([busy, sitting('waiting', { id: 'a' })]), 'a')).toEqual({
      key: 'refusal.panel_busy',
      params: { name: '赵雷' },
    });
  });
});
