import type { Phase, Position, SittingView } from '@shared/model';

/** What this browser remembers of a sitting between reloads. */
export interface Memory {
  /** The position it last held; 0 when it left by itself or never had one. */
  position: 0 | Position;
  /** The camera was looked at and found good. */
  ready: boolean;
}

/** Which screen a candidate's device shows. */
export type View =
  | { kind: 'over'; outcome: 'finished' | 'absent' | 'terminated' }
  | { kind: 'paused' }
  /** The door is shut and this device was never inside. */
  | { kind: 'door'; code: string }
  | { kind: 'choose_position' }
  | { kind: 'replaced'; position: Position }
  /** A step of check-in is to be done (FEATURES B3). */
  | { kind: 'check_in' }
  | { kind: 'preview'; position: Position }
  | { kind: 'second' }
  | { kind: 'waiting' }
  | { kind: 'interview' }
  | { kind: 'written' }
  /** Both cameras of a video exam, from the question to the last byte (FEATURES F1-F11). */
  | { kind: 'video'; position: Position };

/** Decides from the server's record alone, save for what only this browser can know. */
export function viewOf(sitting: SittingView, memory: Memory): View {
  const { phase, my_position: position } = sitting;
  if (phase === 'finished' || phase === 'absent' || phase === 'terminated') {
    return { kind: 'over', outcome: phase };
  }
  // A video that was handed in is the end: nobody enters again (FEATURES F8).
  if (phase === 'submitted' && sitting.subject.exam_type === 'video') return { kind: 'over', outcome: 'finished' };
  if (phase === 'paused') return { kind: 'paused' };
  if (position === 0) return outside(sitting, memory);
  if (video.includes(phase) && (position === 1 || memory.ready)) return { kind: 'video', position };
  if (position === 2) return memory.ready ? { kind: 'second' } : { kind: 'preview', position };
  switch (phase) {
    case 'waiting':
    case 'invited':
      return { kind: 'waiting' };
    case 'interviewing':
      return { kind: 'interview' };
    case 'seated':
    case 'answering':
    case 'submitted':
      return { kind: 'written' };
    case 'check_in':
      return sitting.check_in?.next === undefined ? { kind: 'preview', position } : { kind: 'check_in' };
    default:
      return { kind: 'preview', position };
  }
}

function outside(sitting: SittingView, memory: Memory): View {
  if (memory.position !== 0) return { kind: 'replaced', position: memory.position };
  if (sitting.entry.open) return { kind: 'choose_position' };
  return { kind: 'door', code: sitting.entry.code ?? 'entry_closed' };
}

const video: readonly Phase[] = ['ready', 'recording', 'previewing', 'uploading'];
const live: readonly Phase[] = ['waiting', 'invited', 'interviewing', 'seated', 'answering', 'submitted', 'ready', 'recording', 'previewing'];
const written: readonly Phase[] = ['seated', 'answering', 'submitted'];

/** True while the sitting has a live media room. */
export function isLive(phase: Phase): boolean {
  return live.includes(phase);
}

/**
 * Whether the candidate's microphone is silent: it is heard in the interview, in a
 * written or a video exam, and in a call with the steward who has not muted it, and nowhere else.
 */
export function micMuted(sitting: Pick<SittingView, 'phase' | 'call'>): boolean {
  if (sitting.phase === 'interviewing' || written.includes(sitting.phase) || video.includes(sitting.phase)) return false;
  return sitting.call === undefined || sitting.call.muted;
}

export type QueueWords =
  | { kind: 'next' }
  | { kind: 'ahead'; count: number }
  | { kind: 'talking'; name: string };

/** The candidate's place, in what she wants to know. */
export function queueWords(sitting: Pick<SittingView, 'ahead' | 'call'>): QueueWords {
  if (sitting.call !== undefined) return { kind: 'talking', name: sitting.call.staff_name };
  return sitting.ahead > 0 ? { kind: 'ahead', count: sitting.ahead } : { kind: 'next' };
}
