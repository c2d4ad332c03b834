import { Alert, Badge, Button, Group, Modal, SegmentedControl, Slider, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import { keepInStep } from '@shared/in-step';
import { clockText, ErrorNotice } from '@shared/ui';
import { lineOf, type Line, type Take, type VideoRow } from './video-alarms';
import own from './video.module.css';

/** What a candidate recorded, above the board. */
export function TakeDialog({ sittingId, name, onClose }: { sittingId: string; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('video.takes_of', { name })} size="90%" centered>
      <Takes sittingId={sittingId} />
    </Modal>
  );
}

/** What a candidate recorded: both cameras in step on one time line, with what is missing. The answer comes first, else the last take. */
export function Takes({ sittingId }: { sittingId: string }) {
  const { t } = useTranslation();
  const state = useQuery({
    queryKey: ['video', sittingId],
    queryFn: () => api.get<VideoRow>(`/api/sittings/${sittingId}/video`),
    refetchInterval: 5_000,
  });
  const takes = state.data?.takes ?? [];
  const [chosen, setChosen] = useState<string>();
  const take = takes.find(({ id }) => id === chosen) ?? takes.find(({ state }) => state === 'final') ?? takes.at(-1);
  return (
    <Stack gap="sm">
      <ErrorNotice error={state.error} onRetry={() => void state.refetch()} />
      {takes.length > 1 && take !== undefined && (
        <SegmentedControl
          aria-label={t('video.takes')}
          value={take.id}
          onChange={setChosen}
          data={takes.map((one) => ({ value: one.id, label: `${t('video.take', { n: one.number })} · ${t(`video.take_state.${one.state}`)}` }))}
        />
      )}
      {take !== undefined && <TakePlayer key={`${take.id} ${take.tracks?.map(({ joined }) => joined).join()}`} take={take} />}
    </Stack>
  );
}

function TakePlayer({ take }: { take: Take }) {
  const { t } = useTranslation();
  const videos = useRef(new Map<number, HTMLVideoElement>());
  const [nowS, setNowS] = useState(0);
  const [playing, setPlaying] = useState(false);
  const line = lineOf(take);
  const tracks = take.tracks ?? [];
  const [lead] = line.starts;

  /** Puts every camera where the time line is; the first one is the clock while it plays. */
  const align = (toS: number, all: boolean) => {
    for (const { position, startS } of line.starts) {
      const video = videos.current.get(position);
      if (video === undefined || (!all && position === lead?.position)) continue;
      keepInStep(video, Math.max(0, toS - startS), playing && !all);
    }
  };
  const play = (on: boolean) => {
    setPlaying(on);
    for (const video of videos.current.values()) {
      if (on) void video.play().catch(() => undefined);
      else video.pause();
    }
  };
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => {
      const video = lead === undefined ? undefined : videos.current.get(lead.position);
      if (video === undefined || lead === undefined) return;
      const atS = video.currentTime + lead.startS;
      setNowS(atS);
      align(atS, false);
      if (video.ended) play(false);
    }, 100);
    return () => clearInterval(timer);
  });

  if (tracks.length === 0) return <Alert color="orange">{t('video.nothing')}</Alert>;
  return (
    <Stack gap="xs" data-testid="take-player" data-skew={take.skew_ms ?? ''}>
      <Group gap="xs">
        {take.broken && <Badge color="red.9" tt="none">{t('video.broken')}</Badge>}
        {take.incomplete && <Badge color="red.9" tt="none">{t('video.incomplete')}</Badge>}
        {take.skew_ms !== null && <Text size="sm">{t('video.skew', { ms: take.skew_ms })}</Text>}
        {take.stop !== undefined && <Text size="sm">{t(`video.stopped.${take.stop}`)}</Text>}
      </Group>
      <div className={own.videos}>
        {tracks.map((track) => (
          <figure key={track.position} data-joined={track.joined}>
            <video
              ref={(element) => {
                if (element === null) videos.current.delete(track.position);
                else videos.current.set(track.position, element);
              }}
              src={track.url}
              poster={track.thumb_url}
              muted={track.position !== lead?.position}
              preload="auto"
              playsInline
              aria-label={t(`position.${track.position}`)}
            />
            <figcaption>
              {t(`position.${track.position}`)} · {t(`video.joined.${track.joined}`)} · {clockText(Math.round(track.duration_ms / 1000))} · {(track.bytes / 1_000_000).toFixed(1)} MB
            </figcaption>
            <Gaps line={line} position={track.position} />
          </figure>
        ))}
      </div>
      <Group>
        <Button onClick={() => play(!playing)}>{t(playing ? 'recordings.pause' : 'recordings.play')}</Button>
        <Slider
          flex={1}
          thumbLabel={t('recordings.line')}
          min={0}
          max={Math.max(0.1, line.lengthS)}
          step={0.1}
          value={nowS}
          label={(value) => clockText(Math.floor(value))}
          onChange={(value) => {
            setNowS(value);
            align(value, true);
          }}
        />
        <Text className="numeral">
          {clockText(Math.floor(nowS))} / {clockText(Math.floor(line.lengthS))}
        </Text>
      </Group>
    </Stack>
  );
}

/** What is missing of a camera, drawn in its place. */
function Gaps({ line, position }: { line: Line; position: number }) {
  const { t } = useTranslation();
  const gaps = line.starts.find((one) => one.position === position)?.gaps ?? [];
  if (gaps.length === 0) return null;
  const percent = (seconds: number) => `${(100 * seconds) / Math.max(0.1, line.lengthS)}%`;
  return (
    <div className={own.line} role="img" aria-label={t('video.gaps', { n: gaps.length })}>
      {gaps.map(({ fromS, toS }) => (
        <span key={fromS} className={own.gap} style={{ left: percent(fromS), width: percent(toS - fromS) }} />
      ))}
    </div>
  );
}
