import type { BoardSitting, DeviceState, Position, SecondCamera } from '@shared/model';

/** What a steward makes sure of before the panel sees a candidate. */
export interface CameraCheck {
  position: Position;
  state: DeviceState;
  /** False where the session does without this camera. */
  needed: boolean;
  passed: boolean;
}

/** Both cameras against what the session asks for; a camera that is not used is left out. */
export function cameraChecks(sitting: BoardSitting, secondCamera: SecondCamera): CameraCheck[] {
  return sitting.devices
    .filter((device) => device.position === 1 || secondCamera !== 'none')
    .map(({ position, state }) => {
      const needed = position === 1 || secondCamera === 'required';
      return { position, state, needed, passed: state === 'online' || (!needed && state === 'empty') };
    });
}

/** What only an eye can tell; ticked by the steward, kept in this browser. */
export const eyeChecks = ['face', 'desk', 'voice'] as const;
export type EyeCheck = (typeof eyeChecks)[number];

export function isReady(cameras: readonly CameraCheck[], seen: readonly EyeCheck[]): boolean {
  return cameras.every((check) => check.passed) && eyeChecks.every((check) => seen.includes(check));
}

/** Adds a check or takes it away. */
export function toggled(seen: readonly EyeCheck[], check: EyeCheck): EyeCheck[] {
  return seen.includes(check) ? seen.filter((other) => other !== check) : [...seen, check];
}
