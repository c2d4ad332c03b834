import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { secondsUntil, useServerNow } from '@shared/clock';
import type { Position } from '@shared/model';
import { clockText, ErrorNotice, ProgressButton } from '@shared/ui';
import { Card } from '../../../layout/card';
import { Player, type PlayerTrack } from './player';
import { Tries } from './ready-part';
import { useAgain, useUse } from './requests';
import { StatusLine } from './status-line';
import type { TakeKeeper } from './take-keeper';
import { arrived, lengthMs, serverParts, type Part } from './timeline';
import type { Take } from './types';
import type { PartProps } from './video-view';
import classes from './video.module.css';

/** Both pictures of the take side by side, then once more or this one (FEATURES F5-F7, F9). */
export default function PreviewPart({ sitting, position, video, keeper, state }: PartProps) {
  const { t } = useTranslation();
  const take = video.take;
  const own = useOwnParts(keeper, take ?? undefined, state.recorder === 'recording');
  if (take === undefined || take === null) return null;
  const length = lengthMs(take, Date.parse(take.stopped_at ?? take.starts_at));
  const tracks: PlayerTrack[] = ([1, 2] as Position[])
    .filter((one) => one === 1 || video.rule.second_camera !== 'none')
    .map((one) => {
      const track = take.tracks.find(({ position: at }) => at === one);
      const device = video.devices.find(({ position: at }) => at === one);
      const share = arrived(track, device?.unsent_bytes ?? 0);
      const parts = one === position && own.length > 0 ? own : serverParts(track, length);
      return { position: one, parts, waiting: t('video.preview.coming', { percent: Math.floor(share * 100) }) };
    });
  return (
    <>
      <Why take={take} />
      <Player tracks={tracks} lengthMs={length} />
      <Coming video={video} take={take} position={position} />
      <StatusLine state={state} />
      {position === 1 ? (
        <Decide sitting={sitting} video={video} take={take} />
      ) : (
        <Card tone="calm">
          <p className={classes.big} role="status">
            {t('video.preview.second')}
          </p>
        </Card>
      )}
    </>
  );
}

/** Files of this device's own series, as long as the screen shows them. */
function useOwnParts(keeper: TakeKeeper, take: Take | undefined, recording: boolean): Part[] {
  const [parts, setParts] = useState<Part[]>([]);
  const id = take?.id;
  const starts = take?.starts_at;
  useEffect(() => {
    if (id === undefined || starts === undefined || recording) return;
    const at = Date.parse(starts);
    // The last slice comes a moment after the stop.
    const timer = setTimeout(() => {
      setParts(keeper.parts(id).map(({ blob, firstAtMs, lastAtMs }) => ({ src: URL.createObjectURL(blob), fromMs: firstAtMs - at, toMs: lastAtMs - at })));
    }, 600);
    return () => clearTimeout(timer);
  }, [keeper, id, starts, recording]);
  useEffect(() => () => parts.forEach(({ src }) => URL.revokeObjectURL(src)), [parts]);
  return parts;
}

/** Why it stopped, where it was not the candidate, and what is missing from it. */
function Why({ take }: { take: Take }) {
  const { t } = useTranslation();
  const stop = take.stop ?? '';
  return (
    <>
      {stop !== '' && stop !== 'candidate' && (
        <p className={classes.notice} role="status" data-stop={stop}>
          {t(`video.preview.stop_${stop}`)}
        </p>
      )}
      {take.broken && (
        <p className={classes.notice} role="status" data-testid="broken">
          {t('video.preview.broken')}
        </p>
      )}
    </>
  );
}

/** How far the other camera's recording has come, while it has not. */
function Coming({ video, take, position }: { video: PartProps['video']; take: Take; position: Position }) {
  const { t } = useTranslation();
  const other = video.devices.find((one) => one.position !== position);
  const share = useMemo(() => arrived(take.tracks.find((one) => one.position === other?.position), other?.unsent_bytes ?? 0), [take, other]);
  if (other === undefined || video.rule.second_camera === 'none' || share >= 0.999) return null;
  return (
    <p className={classes.note} role="status">
      {t('video.preview.other_coming', { camera: t(`position.${other.position}`), percent: Math.floor(share * 100) })}
    </p>
  );
}

function Decide({ sitting, video, take }: Pick<PartProps, 'sitting' | 'video'> & { take: Take }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const [asked, setAsked] = useState<'again' | 'use'>();
  const [again, use] = [useAgain(sitting.id), useUse(sitting.id)];
  const over = now >= Date.parse(video.ends_at);
  const free = video.practice || (take.broken && !video.rule.broken_costs);
  const none = video.tries_left === 0 && !free;
  const late = secondsUntil(video.closes_at, now);
  const act = asked === 'again' ? again : use;
  return (
    <Card>
      {over && <p className={classes.why}>{t('video.preview.grace', { time: clockText(late) })}</p>}
      <Tries video={video} />
      <Stack gap="sm">
        <Button fullWidth size="xl" color="teal.9" onClick={() => setAsked('use')}>
          {t('video.preview.use')}
        </Button>
        <Button fullWidth size="lg" variant="default" disabled={none || over} onClick={() => setAsked('again')} aria-describedby={none || over ? 'why-no-again' : undefined}>
          {t('video.preview.again')}
        </Button>
        {(none || over) && (
          <p id="why-no-again" className={classes.why}>
            {t(over ? 'video.preview.no_again_over' : 'video.preview.no_again')}
          </p>
        )}
      </Stack>
      {asked !== undefined && (
        <Modal opened onClose={() => setAsked(undefined)} centered title={t(`video.preview.${asked}_title`)}>
          <Stack gap="md">
            <Text>{t(asked === 'use' ? 'video.preview.use_text' : free ? 'video.preview.again_free' : 'video.preview.again_text', { left: video.tries_left })}</Text>
            <ErrorNotice error={act.error} />
            <Group justify="flex-end">
              <Button variant="default" onClick={() => setAsked(undefined)}>
                {t('video.preview.back')}
              </Button>
              <ProgressButton color={asked === 'use' ? 'teal.9' : 'red.9'} onPress={() => act.mutateAsync(take.id)}>
                {t(`video.preview.${asked}_confirm`)}
              </ProgressButton>
            </Group>
          </Stack>
        </Modal>
      )}
    </Card>
  );
}
