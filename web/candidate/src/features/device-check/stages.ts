import type { UseMutationResult } from '@tanstack/react-query';
import type { DeviceCheck, Measured } from '@shared/device-check';
import type { LocalMedia, LocalMediaState } from '@shared/media';

/** The steps of a check, in order. */
export type Stage = 'start' | 'devices' | 'speaker' | 'network' | 'result';

export interface StageProps {
  check: DeviceCheck;
  local: LocalMedia;
  media: LocalMediaState;
  measure: UseMutationResult<DeviceCheck, Error, Measured>;
  /** Goes on with the check as it stands after the stage. */
  onDone: (check: DeviceCheck) => void;
}

/** Where an item is measured. */
export function stageOf(item: string): Stage {
  if (item === 'browser' || item === 'camera' || item === 'microphone') return 'devices';
  return item === 'speaker' ? 'speaker' : 'network';
}

/** What comes after a stage: the next one with something open, else the verdict. */
export function afterStage(stage: Stage, check: Pick<DeviceCheck, 'findings'>): Stage {
  const order: Stage[] = ['devices', 'speaker', 'network'];
  const open = new Set(check.findings.filter(({ verdict }) => verdict === 'open').map(({ item }) => stageOf(item)));
  return order.slice(order.indexOf(stage) + 1).find((one) => open.has(one)) ?? 'result';
}

/** How the server calls a problem of a camera or microphone. */
export function problemWord(problem: string): 'denied' | 'none' | 'in_use' | 'unknown' {
  switch (problem) {
    case 'denied':
    case 'in_use':
      return problem;
    case 'no_camera':
    case 'no_microphone':
      return 'none';
    default:
      return 'unknown';
  }
}
