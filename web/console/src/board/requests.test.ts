import { describe, expect, it } from 'vitest';
import { ApiError } from '@shared/api/client';
import { versionToRetry, type Move } from './requests';
import { sitting } from './sample';

describe('a conflict is asked again', () => {
  const seen = sitting('waiting', { version: 4 });
  it.each<[string, Move, string, number | undefined]>([
    ['when only a camera joined meanwhile', 'invite', 'waiting', 5],
    ['never when another examiner was first', 'invite', 'invited', undefined],
    ['never to defer, which could be done twice', 'defer', 'waiting', undefined],
  ])('%s', (_, move, phase, want) => {
    const error = new ApiError('conflict', '', 409, { phase, version: 5 });
    expect(versionToRetry(move, error, seen)).toBe(want);
  });

  it('never after another refusal', () => {
    const error = new ApiError('panel_busy', '', 409, { phase: 'waiting', version: 5 });
    expect(versionToRetry('invite', error, seen)).toBeUndefined();
  });
});
