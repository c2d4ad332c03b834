import type { components } from '@shared/api/schema';
import type { Sent, StepKind } from '@shared/model';

type Schemas = components['schemas'];

export type FlowStep = Schemas['FlowStep'];
/** An exam with its flows. */
export type Flows = Sent<Schemas['FlowsView']>;
export type Published = Schemas['PublishedPledge'];

export const kinds: readonly StepKind[] = ['pledge', 'device_check', 'face_check', 'room_scan'];

/** A new step with the settings that most schools want. */
export function stepOf(kind: StepKind): FlowStep {
  if (kind === 'face_check') return { kind, tries: 3, strict: false };
  if (kind === 'room_scan') return { kind, tick: true, second_camera: true };
  return { kind };
}

/** The steps with the one at a place moved one earlier (-1) or later (1). */
export function moved(steps: readonly FlowStep[], at: number, by: -1 | 1): FlowStep[] {
  const to = at + by;
  const next = [...steps];
  const one = next[at];
  if (one === undefined || to < 0 || to >= next.length) return next;
  next.splice(at, 1);
  next.splice(to, 0, one);
  return next;
}

/** What is different for the candidate in a preview. */
export interface Different {
  no_face_check: boolean;
  one_camera: boolean;
}

/** The steps that such a candidate has, as the server decides it. */
export function stepsFor(steps: readonly FlowStep[], different: Different): FlowStep[] {
  return steps
    .filter(({ kind }) => !(kind === 'face_check' && different.no_face_check))
    .map((one) => (different.one_camera ? { ...one, second_camera: false } : one));
}

/** Whether two lists of steps say the same. */
export function same(a: readonly FlowStep[], b: readonly FlowStep[]): boolean {
  const plain = (steps: readonly FlowStep[]) =>
    JSON.stringify(steps.map(({ kind, tick = false, second_camera = false, strict = false, tries = 0 }) => [kind, tick, second_camera, strict, tries]));
  return plain(a) === plain(b);
}
