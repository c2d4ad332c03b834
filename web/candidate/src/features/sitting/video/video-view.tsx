import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyPage } from '@shared/lazy-page';
import type { Position, SittingView } from '@shared/model';
import { ErrorNotice } from '@shared/ui';
import { Waiting } from '../../../layout/waiting';
import { DeviceTrouble } from '../device-trouble';
import { useMedia } from '../media-context';
import { Messages } from '../messages';
import { RoomStatus } from '../room-status';
import { AlarmScreen } from './alarm-screen';
import { ReadyPart } from './ready-part';
import { RecordingPart } from './recording-part';
import { useVideo } from './requests';
import type { TakeKeeper, KeeperState } from './take-keeper';
import './texts';
import type { VideoState } from './types';
import { UploadPart } from './upload-part';
import { useAlarm } from './use-alarm';
import { useKeeper } from './use-keeper';
import classes from './video.module.css';

const PreviewPart = lazyPage(() => import('./preview-part'));

/** What every part of the video exam's screen is given. */
export interface PartProps {
  sitting: SittingView;
  position: Position;
  video: VideoState;
  keeper: TakeKeeper;
  state: KeeperState;
}

/** The video exam on both cameras: the question, the recording, the preview, the upload (manual 2.4.6-2.4.9; FEATURES F1-F11). */
export default function VideoView({ sitting, position }: { sitting: SittingView; position: Position }) {
  const { t } = useTranslation();
  const query = useVideo(sitting.id);
  const video = query.data;
  const { keeper, state } = useKeeper(sitting.id, position, video);
  const { retryDevices } = useMedia();
  const { shown, hush, close } = useAlarm(state.alarm, t('video.alarm.tab'));
  useStayWarning(state.unsentBytes > 0 || video?.take?.state === 'recording');
  if (video === undefined) return query.isPending ? <Waiting /> : <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  const recover = () => {
    const ended = state.problem === 'track_ended' || state.problem === 'track_muted' || state.problem === 'no_data';
    if (ended) retryDevices();
    keeper.again();
  };
  const props: PartProps = { sitting, position, video, keeper, state };
  return (
    <div className={classes.view} data-stage={sitting.phase} data-recorder={state.recorder} data-problem={state.problem} data-unsent={state.unsentBytes} data-testid="video">
      {shown !== undefined && <AlarmScreen shown={shown} onRecover={recover} onHush={hush} onClose={close} />}
      <RoomStatus />
      <DeviceTrouble />
      <Messages messages={sitting.messages} />
      {sitting.phase === 'ready' && <ReadyPart {...props} />}
      {sitting.phase === 'recording' && <RecordingPart {...props} />}
      {sitting.phase === 'previewing' && (
        <Suspense fallback={<Waiting />}>
          <PreviewPart {...props} />
        </Suspense>
      )}
      {sitting.phase === 'uploading' && <UploadPart {...props} />}
    </div>
  );
}

/** The browser asks before it closes a page that records or still owes bytes. */
function useStayWarning(active: boolean) {
  useEffect(() => {
    if (!active) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [active]);
}
