/** Why a camera or microphone is not there; texts are `device.<problem>.title` and `.hint`. */
export type DeviceProblem =
  | 'no_camera'
  | 'no_microphone'
  | 'denied'
  | 'in_use'
  | 'insecure'
  | 'wechat'
  | 'unsupported'
  | 'ended'
  | 'unknown';

/** The parts of the browser that decide whether asking for a camera has a point. */
export interface Surroundings {
  userAgent: string;
  isSecureContext: boolean;
  hasGetUserMedia: boolean;
}

/** What stands in the way before anything is asked; undefined when nothing does. */
export function problemOfSurroundings(of: Surroundings): DeviceProblem | undefined {
  if (/MicroMessenger/i.test(of.userAgent)) return 'wechat';
  if (!of.isSecureContext) return 'insecure';
  if (!of.hasGetUserMedia) return 'unsupported';
  return undefined;
}

/** The problem behind a DOMException of getUserMedia (W3C mediacapture-main, 10.2). */
export function problemOfError(name: string, wanted: 'camera' | 'microphone'): DeviceProblem {
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
    case 'PermissionDeniedError':
      return 'denied';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return wanted === 'camera' ? 'no_camera' : 'no_microphone';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'in_use';
    default:
      return 'unknown';
  }
}

export function surroundings(): Surroundings {
  return {
    userAgent: navigator.userAgent,
    isSecureContext: globalThis.isSecureContext,
    hasGetUserMedia: typeof navigator.mediaDevices?.getUserMedia === 'function',
  };
}
