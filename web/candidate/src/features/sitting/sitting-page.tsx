import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { isApiError } from '@shared/api/client';
import { useMe } from '@shared/api/hooks';
import { lazyPage } from '@shared/lazy-page';
import type { SittingView } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import type { CheckInSteps } from '../../layout/check-in';
import { Page } from '../../layout/page';
import { SignedInOnly } from '../../layout/signed-in-only';
import { Waiting } from '../../layout/waiting';
import { useSitting } from './api';
import { CheckInView } from './check-in-view';
import { ChoosePositionView } from './choose-position-view';
import { DoorView } from './door-view';
import { InterviewView } from './interview-view';
import { InvitationOverlay } from './invitation-overlay';
import { MediaHost } from './media-context';
import { remember, useMemory } from './memory';
import { useNotices } from './notices';
import { NoticeStack } from './notice-stack';
import { OverView, PausedView, ReplacedView } from './over-views';
import { PreviewView } from './preview-view';
import { SecondView } from './second-view';
import { SittingShell } from './sitting-shell';
import { viewOf } from './view';
import { WaitingView } from './waiting-view';

const WrittenView = lazyPage(() => import('./written/written-view'));
const VideoView = lazyPage(() => import('./video/video-view'));

export default function SittingPage({ steps }: { steps: CheckInSteps }) {
  const { sittingId } = useParams();
  return (
    <SignedInOnly>
      <SittingLoader key={sittingId} id={sittingId ?? ''} steps={steps} />
    </SignedInOnly>
  );
}

function SittingLoader({ id, steps }: { id: string; steps: CheckInSteps }) {
  const { t } = useTranslation();
  const sitting = useSitting(id);
  if (sitting.data !== undefined) return <Sitting sitting={sitting.data} steps={steps} />;
  if (sitting.isPending) return <Waiting />;
  // Signed out by being replaced: the login of a paired device ends with its position.
  const gone = isApiError(sitting.error, 'device_replaced');
  return (
    <Page title={t(gone ? 'sitting.replaced_title' : 'sitting.title')} bare>
      <ErrorNotice error={sitting.error} onRetry={() => void sitting.refetch()} />
    </Page>
  );
}

function Sitting({ sitting, steps }: { sitting: SittingView; steps: CheckInSteps }) {
  const memory = useMemory(sitting.id);
  const { notices, dismiss } = useNotices(sitting);
  const me = useMe();
  const position = sitting.my_position;
  useEffect(() => {
    if (position !== 0) remember(sitting.id, { position });
  }, [sitting.id, position]);
  const view = viewOf(sitting, memory);
  const paired = me.data?.kind === 'device';
  const outside =
    view.kind === 'over' || view.kind === 'choose_position' || view.kind === 'door' || view.kind === 'replaced';
  return (
    <SittingShell sitting={sitting} inside={!outside}>
      <NoticeStack notices={notices} onDismiss={dismiss} />
      {view.kind === 'over' && <OverView sitting={sitting} outcome={view.outcome} paired={paired} />}
      {view.kind === 'door' && <DoorView sitting={sitting} code={view.code} />}
      {view.kind === 'choose_position' && <ChoosePositionView sitting={sitting} />}
      {view.kind === 'replaced' && <ReplacedView sitting={sitting} position={view.position} />}
      {!outside && position !== 0 && (
        <MediaHost key={position} sitting={sitting} position={position} ready={memory.ready}>
          {view.kind === 'paused' && <PausedView sitting={sitting} />}
          {view.kind === 'check_in' && <CheckInView sitting={sitting} steps={steps} />}
          {view.kind === 'preview' && <PreviewView sitting={sitting} position={view.position} />}
          {view.kind === 'second' && <SecondView sitting={sitting} />}
          {view.kind === 'waiting' && <WaitingView sitting={sitting} />}
          {view.kind === 'interview' && <InterviewView sitting={sitting} />}
          {view.kind === 'written' && (
            <Suspense fallback={<Waiting />}>
              <WrittenView sitting={sitting} />
            </Suspense>
          )}
          {view.kind === 'video' && (
            <Suspense fallback={<Waiting />}>
              <VideoView key={view.position} sitting={sitting} position={view.position} />
            </Suspense>
          )}
          {position === 1 && sitting.phase === 'invited' && <InvitationOverlay sitting={sitting} />}
        </MediaHost>
      )}
      {!outside && position === 0 && <PausedView sitting={sitting} />}
    </SittingShell>
  );
}
