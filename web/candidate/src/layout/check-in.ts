import type { ReactNode } from 'react';
import type { CheckInStep, SittingView, StepKind } from '@shared/model';

/** What a step of check-in is given: the sitting, itself, and this device's camera and microphone. */
export interface StepProps {
  sitting: SittingView;
  step: CheckInStep;
  /** Undefined while there is no picture. */
  camera: MediaStreamTrack | undefined;
  microphone: MediaStreamTrack | undefined;
  /** Takes the sitting that the server answered with; without one it is asked again. */
  onDone: (sitting?: SittingView) => void;
}

export type StepScreen = (props: StepProps) => ReactNode;

/** The screens of the steps that other features than the sitting's own do. */
export type CheckInSteps = Partial<Record<StepKind, StepScreen>>;
