import { Button, Group, NativeSelect, Popover, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LevelMeter, trackOf, useStore, VideoTile, type Capture } from '@shared/media';
import { ownMedia, switches, useOwnMedia } from './own-media';
import classes from './own-tile.module.css';

/** One's own picture with the two switches; what hinders is said, and one goes on without. */
export function OwnTile({ name }: { name: string }) {
  const { t } = useTranslation();
  const { media, on } = useOwnMedia();
  return (
    <div className={classes.own}>
      <VideoTile
        className={classes.tile}
        source={on.camera ? trackOf(media.camera) : undefined}
        name={t('own.me', { name })}
        state={cameraWords(media.camera, on.camera, t)}
        muted={!on.microphone || trackOf(media.microphone) === undefined}
        mirrored
        data-testid="own-tile"
      />
      <Stack gap={6} className={classes.controls}>
        <Switch kind="microphone" capture={media.microphone} on={on.microphone} />
        <Switch kind="camera" capture={media.camera} on={on.camera} />
        <DeviceChoice />
      </Stack>
    </div>
  );
}

type Translate = ReturnType<typeof useTranslation>['t'];

function cameraWords(camera: Capture, on: boolean, t: Translate): string | undefined {
  if (!on) return t('tile.off');
  if (camera.state === 'failed') return t(`device.${camera.problem}.title`);
  return camera.state === 'live' ? undefined : t('own.opening');
}

/** One of camera and microphone: on, off, or what is wrong with it. */
function Switch({ kind, capture, on }: { kind: 'camera' | 'microphone'; capture: Capture; on: boolean }) {
  const { t } = useTranslation();
  if (capture.state === 'failed') {
    return (
      <Button size="xs" variant="light" color="orange" onClick={() => void ownMedia.retry()} title={t(`device.${capture.problem}.hint`)}>
        {t(`own.retry.${kind}`)}
      </Button>
    );
  }
  return (
    <Button
      size="xs"
      variant={on ? 'default' : 'filled'}
      color={on ? undefined : 'red.9'}
      aria-pressed={on}
      onClick={() => switches.set({ ...switches.value, [kind]: !on })}
    >
      {t(`own.${kind}.${on ? 'on' : 'off'}`)}
    </Button>
  );
}

/** Which camera and microphone, with the level of the chosen one. */
function DeviceChoice() {
  const { t } = useTranslation();
  const media = useStore(ownMedia.store);
  const sound = trackOf(media.microphone);
  return (
    <Popover width={320} position="top" withArrow>
      <Popover.Target>
        <Button size="xs" variant="subtle">
          {t('own.choose')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <NativeSelect
            label={t('own.which.camera')}
            data={media.cameras.map(({ deviceId, label }) => ({ value: deviceId, label: label || t('own.unnamed') }))}
            value={trackOf(media.camera)?.getSettings().deviceId ?? ''}
            onChange={(event) => void ownMedia.chooseCamera(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('own.which.microphone')}
            data={media.microphones.map(({ deviceId, label }) => ({ value: deviceId, label: label || t('own.unnamed') }))}
            value={sound?.getSettings().deviceId ?? ''}
            onChange={(event) => void ownMedia.chooseMicrophone(event.currentTarget.value)}
          />
          {sound !== undefined && (
            <Group gap="xs" wrap="nowrap">
              <Text size="sm">{t('own.level')}</Text>
              <div className={classes.level}>
                <LevelMeter track={sound} />
              </div>
            </Group>
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
