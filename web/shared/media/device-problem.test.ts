import { describe, expect, it } from 'vitest';
import { problemOfError, problemOfSurroundings } from './device-problem';

const phone = { userAgent: 'Mozilla/5.0 (iPhone) Safari/605', isSecureContext: true, hasGetUserMedia: true };

describe('what stands in the way of a camera', () => {
  it.each([
    ['nothing on a secure page in Safari', phone, undefined],
    ['an insecure page', { ...phone, isSecureContext: false, hasGetUserMedia: false }, 'insecure'],
    ['WeChat, before all else', { ...phone, userAgent: 'iPhone MicroMessenger/8.0', isSecureContext: false }, 'wechat'],
    ['a browser of old', { ...phone, hasGetUserMedia: false }, 'unsupported'],
  ])('%s', (_, of, want) => {
    expect(problemOfSurroundings(of)).toBe(want);
  });

  it.each([
    ['NotAllowedError', 'camera', 'denied'],
    ['NotFoundError', 'camera', 'no_camera'],
    ['NotFoundError', 'microphone', 'no_microphone'],
    ['NotReadableError', 'camera', 'in_use'],
    ['TypeError', 'camera', 'unknown'],
  ] as const)('%s of the %s is %s', (name, wanted, want) => {
    expect(problemOfError(name, wanted)).toBe(want);
  });
});
