import { describe, expect, it } from 'vitest';
import { cameraChecks, eyeChecks, isReady, toggled } from './ready';
import { sitting } from './sample';

const withSecond = (state: 'empty' | 'online' | 'lost') =>
  sitting('waiting', {
    devices: [
      { position: 1, state: 'online', mine: false },
      { position: 2, state, mine: false },
    ],
  });

describe('ready for the panel', () => {
  it.each([
    ['both online', 'online', 'required', true],
    ['a required camera that never came', 'empty', 'required', false],
    ['an optional camera that never came', 'empty', 'optional', true],
    ['an optional camera that came and was lost', 'lost', 'optional', false],
    ['a lost camera that the session does without', 'lost', 'none', true],
  ] as const)('%s', (_, second, rule, want) => {
    expect(isReady(cameraChecks(withSecond(second), rule), eyeChecks)).toBe(want);
  });

  it('only when an eye has seen face and desk and an ear the voice', () => {
    const cameras = cameraChecks(withSecond('online'), 'required');
    expect(isReady(cameras, ['face', 'desk'])).toBe(false);
    expect(isReady(cameras, toggled(['face', 'desk'], 'voice'))).toBe(true);
    expect(toggled(['face', 'desk'], 'face')).toEqual(['desk']);
  });
});
