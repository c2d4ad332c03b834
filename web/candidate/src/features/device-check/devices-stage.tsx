import { Alert, Button, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Measured } from '@shared/device-check';
import { decibels, LevelMeter, trackOf, type Capture, type LocalMedia } from '@shared/media';
import { ErrorNotice, ProgressButton } from '@shared/ui';
import { Card } from '../../layout/card';
import classes from './device-check.module.css';
import { measureBrowser, measureSlices } from './measure/browser';
import { measureCamera } from './measure/picture';
import { problemWord, type StageProps } from './stages';

/** A voice at arm's length is louder than this, in dB of full scale (the server's own limit). */
const VOICE_DB = -45;

/** Camera and microphone: each is there, or why it is not and the way out. */
export function DevicesStage({ check, local, media, measure, onDone }: StageProps) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement | null>(null);
  const onVideo = useCallback((element: HTMLVideoElement | null) => {
    video.current = element;
  }, []);
  const peak = useRef(-200);
  const [heard, setHeard] = useState(false);
  const { camera, microphone } = media;
  const needed = check.position === 1;
  const picture = trackOf(camera);
  const sound = trackOf(microphone);
  const onLevel = (level: number) => {
    peak.current = Math.max(peak.current, decibels(level));
    if (peak.current >= VOICE_DB) setHeard(true);
  };
  const goOn = async () => {
    const seen = picture !== undefined && video.current !== null ? measureCamera(video.current, picture) : cameraProblem(camera);
    const [found, slices] = await Promise.all([seen, measureSlices([picture, sound].filter((one) => one !== undefined)).catch(() => 0)]);
    const measured: Measured = { camera: found, browser: measureBrowser(slices) };
    if (needed) measured.microphone = microphoneWords(microphone, peak.current);
    onDone(await measure.mutateAsync(measured));
  };
  const settled = camera.state === 'live' || camera.state === 'failed';
  const quiet = needed && sound !== undefined && !heard;
  return (
    <Card>
      <Stack gap="md">
        <Title order={2}>{t('device_check.stage.devices')}</Title>
        {picture === undefined ? <Asking capture={camera} /> : <Preview key={picture.id} track={picture} mirrored={media.facing === 'user'} onVideo={onVideo} />}
        <Trouble capture={camera} kind="camera" local={local} />
        <CameraChoice local={local} cameras={media.cameras} track={picture} />
        {needed && microphone.state === 'failed' && !sameProblem(camera, microphone) && <Trouble capture={microphone} kind="microphone" local={local} />}
        {needed && sound !== undefined && (
          <div>
            <Text fw={550} mb={6} role="status">
              {t(heard ? 'device_check.heard' : 'device_check.speak')}
            </Text>
            <LevelMeter key={sound.id} track={sound} onLevel={onLevel} />
          </div>
        )}
        <ErrorNotice error={measure.error} />
        <ProgressButton fullWidth size="lg" disabled={!settled || quiet} onPress={goOn}>
          {t('device_check.measure')}
        </ProgressButton>
        {quiet && (
          <ProgressButton fullWidth size="md" variant="subtle" onPress={goOn}>
            {t('device_check.silent')}
          </ProgressButton>
        )}
      </Stack>
    </Card>
  );
}

function cameraProblem(camera: Capture): NonNullable<Measured['camera']> {
  const problem = problemWord(camera.state === 'failed' ? camera.problem : 'unknown');
  return { problem, width: 0, height: 0, fps: 0, luma: 0, spread: 0 };
}

function microphoneWords(microphone: Capture, peakDb: number): NonNullable<Measured['microphone']> {
  if (microphone.state !== 'live') return { problem: problemWord(microphone.state === 'failed' ? microphone.problem : 'unknown'), peak_db: -200 };
  return { label: microphone.track.label.slice(0, 200), peak_db: peakDb };
}

function sameProblem(a: Capture, b: Capture): boolean {
  return a.state === 'failed' && b.state === 'failed' && a.problem === b.problem;
}

interface PreviewProps {
  track: MediaStreamTrack;
  mirrored: boolean;
  /** Told the element that plays the picture. */
  onVideo: (element: HTMLVideoElement | null) => void;
}

function Preview({ track, mirrored, onVideo }: PreviewProps) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = new MediaStream([track]);
    void element.play().catch(() => undefined);
    onVideo(element);
    return () => {
      element.srcObject = null;
      onVideo(null);
    };
  }, [track, onVideo]);
  return <video ref={video} className={classes.preview} data-mirrored={mirrored || undefined} muted playsInline autoPlay aria-label={t('device_check.picture')} />;
}

function Asking({ capture }: { capture: Capture }) {
  const { t } = useTranslation();
  return capture.state === 'asking' ? <Text role="status">{t('device_check.asking')}</Text> : null;
}

function Trouble({ capture, kind, local }: { capture: Capture; kind: 'camera' | 'microphone'; local: LocalMedia }) {
  const { t } = useTranslation();
  if (capture.state !== 'failed') return null;
  return (
    <Alert color="orange" variant="light" role="alert" title={t(`device.${capture.problem}.title`)} data-kind={kind} data-problem={capture.problem}>
      <Text size="sm">{t(`device.${capture.problem}.hint`)}</Text>
      <Button mt="sm" size="compact-md" variant="default" c="#8a3c02" onClick={() => void local.retry()}>
        {t('action.retry')}
      </Button>
    </Alert>
  );
}

interface CameraChoiceProps {
  local: LocalMedia;
  cameras: readonly MediaDeviceInfo[];
  track: MediaStreamTrack | undefined;
}

function CameraChoice({ local, cameras, track }: CameraChoiceProps) {
  const { t } = useTranslation();
  if (track === undefined || cameras.length < 2) return null;
  return (
    <NativeSelect
      label={t('preview.camera')}
      value={track.getSettings().deviceId ?? ''}
      data={cameras.map((one, at) => ({ value: one.deviceId, label: one.label || `${t('preview.camera')} ${at + 1}` }))}
      onChange={(event) => void local.chooseCamera(event.currentTarget.value)}
    />
  );
}
