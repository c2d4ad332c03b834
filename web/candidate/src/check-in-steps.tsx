import { lazyPage } from '@shared/lazy-page';
import type { CheckInSteps } from './layout/check-in';

const FaceStep = lazyPage(() => import('./features/face/face-step'));
const PledgeStep = lazyPage(() => import('./features/pledge/pledge-step'));

/** The steps of check-in that have a feature of their own; each is fetched when it comes. */
export const checkInSteps: CheckInSteps = {
  face_check: (props) => <FaceStep {...props} />,
  pledge: (props) => <PledgeStep {...props} />,
};
