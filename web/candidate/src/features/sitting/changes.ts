import type { DeviceState, Position, SittingView, StepKind } from '@shared/model';
import type { Tune } from '@shared/notice';

/** Something that happened between two snapshots and that a candidate must notice. */
export type Change =
  | { kind: 'call_started'; name: string }
  | { kind: 'call_ended' }
  | { kind: 'call_muted'; muted: boolean }
  | { kind: 'message'; from: string; text: string }
  | { kind: 'invitation_gone' }
  | { kind: 'interview_started' }
  | { kind: 'question_released'; number: number; title: string }
  | { kind: 'question_withdrawn' }
  /** Staff have looked at a step of check-in: it is good, let pass, or wanted again. */
  | { kind: 'step_settled'; step: StepKind; again: boolean }
  | { kind: 'other_camera'; position: Position; state: DeviceState }
  | { kind: 'ended' };

/** How each is heard; none where the screen itself says it. */
export const tunes: Partial<Record<Change['kind'], Tune>> = {
  call_started: 'call',
  message: 'message',
  invitation_gone: 'alarm',
  question_released: 'message',
  question_withdrawn: 'message',
  step_settled: 'message',
  other_camera: 'alarm',
  ended: 'end',
};

/** Whether a notice still says something that the screen does not: the end has a screen of its own, and an opened question is being read. */
export function stillNews(change: Change, now: SittingView): boolean {
  if (change.kind === 'ended') return false;
  if (change.kind !== 'question_released') return true;
  return now.releases.some((one) => one.number === change.number && one.opened_at === undefined);
}

/** What is new since the snapshot before; nothing on the first one. */
export function changesOf(before: SittingView | undefined, now: SittingView): Change[] {
  if (before === undefined || before.id !== now.id) return [];
  return [...phaseChanges(before, now), ...stepChanges(before, now), ...callChanges(before, now), ...deviceChanges(before, now), ...wordChanges(before, now)];
}

function phaseChanges(before: SittingView, now: SittingView): Change[] {
  if (before.phase === now.phase) return [];
  if (now.phase === 'finished' || now.phase === 'absent' || now.phase === 'terminated') return [{ kind: 'ended' }];
  if (before.phase === 'invited' && now.phase === 'waiting') return [{ kind: 'invitation_gone' }];
  if (now.phase === 'interviewing') return [{ kind: 'interview_started' }];
  return [];
}

function stepChanges(before: SittingView, now: SittingView): Change[] {
  const changes: Change[] = [];
  for (const { kind, state, by } of now.check_in?.steps ?? []) {
    const was = before.check_in?.steps.find((one) => one.kind === kind);
    // What she did herself is on the screen; `by` names the staff who decided.
    if (was === undefined || was.state === state || by === undefined || now.phase !== 'check_in') continue;
    changes.push({ kind: 'step_settled', step: kind, again: state === 'again' });
  }
  return changes;
}

function callChanges(before: SittingView, now: SittingView): Change[] {
  if (before.call === undefined && now.call !== undefined) {
    return [{ kind: 'call_started', name: now.call.staff_name }];
  }
  if (before.call !== undefined && now.call === undefined) {
    // The interview takes over from the call: nobody hung up.
    return now.phase === 'waiting' ? [{ kind: 'call_ended' }] : [];
  }
  if (before.call !== undefined && now.call !== undefined && before.call.muted !== now.call.muted) {
    return [{ kind: 'call_muted', muted: now.call.muted }];
  }
  return [];
}

function deviceChanges(before: SittingView, now: SittingView): Change[] {
  const changes: Change[] = [];
  for (const device of now.devices) {
    if (device.position === now.my_position || now.my_position === 0) continue;
    const was = before.devices.find((one) => one.position === device.position)?.state;
    const came = device.state === 'online';
    const went = device.state !== 'online' && was === 'online';
    if (was !== device.state && (came || went)) {
      changes.push({ kind: 'other_camera', position: device.position, state: device.state });
    }
  }
  return changes;
}

function wordChanges(before: SittingView, now: SittingView): Change[] {
  const known = new Set(before.messages.map((one) => one.id));
  const released = new Set(before.releases.map((one) => one.id));
  const shown = new Set(now.releases.map((one) => one.id));
  const changes: Change[] = now.messages
    .filter((one) => !known.has(one.id))
    .map((one) => ({ kind: 'message', from: one.from_name, text: one.text }));
  for (const one of now.releases) {
    if (!released.has(one.id)) changes.push({ kind: 'question_released', number: one.number, title: one.title });
  }
  const withdrawn = before.releases.some((one) => !shown.has(one.id));
  if (withdrawn && now.phase === 'interviewing') changes.push({ kind: 'question_withdrawn' });
  return changes;
}
