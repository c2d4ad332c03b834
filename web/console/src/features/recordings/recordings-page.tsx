import { Alert, Button, Group, SegmentedControl, Slider, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api } from '@shared/api/client';
import { useStore } from '@shared/media';
import type { Recording, SittingView } from '@shared/model';
import { clockText, ErrorNotice } from '@shared/ui';
import { Shell } from '../../layout/shell';
import { Waiting } from '../../layout/waiting';
import { Player } from './player';
import classes from './recordings-page.module.css';
import { lengthOf, tracksOf, type Track } from './time-line';

function useRecordings(sittingId: string) {
  return useQuery({
    queryKey: ['recordings', sittingId],
    queryFn: async () =>
      (await api.get<{ recordings: Recording[] }>(`/api/sittings/${sittingId}/recordings`)).recordings,
    // What is still being joined is asked for until it is ready.
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === 'recording' || status === 'joining') ? 3_000 : false),
  });
}

/** What was recorded of one candidate, played in step on one time line. */
export default function RecordingsPage() {
  const { t } = useTranslation();
  const { sessionId = '', sittingId = '' } = useParams();
  const sitting = useQuery({
    queryKey: ['sitting', sittingId],
    queryFn: () => api.get<SittingView>(`/api/sittings/${sittingId}`),
  });
  const recordings = useRecordings(sittingId);
  const who = sitting.data?.candidate;
  return (
    <Shell
      title={t('recordings.title', { name: who?.name ?? '', number: who?.number ?? '' })}
      extra={
        <Button component={Link} to={`/sessions/${sessionId}/overview`} variant="light">
          {t('recordings.back')}
        </Button>
      }
    >
      <ErrorNotice error={recordings.error} onRetry={() => void recordings.refetch()} />
      {recordings.isPending && <Waiting />}
      {recordings.data?.length === 0 && <Alert>{t('recordings.none')}</Alert>}
      {recordings.data !== undefined && recordings.data.length > 0 && (
        <>
          <Playback recordings={recordings.data} />
          <Files recordings={recordings.data} />
        </>
      )}
    </Shell>
  );
}

function Playback({ recordings }: { recordings: Recording[] }) {
  const { t } = useTranslation();
  const tracks = useMemo(() => tracksOf(recordings), [recordings]);
  const player = useMemo(() => new Player(tracks), [tracks]);
  useEffect(() => () => player.pause(), [player]);
  if (tracks.length === 0) return <Alert color="orange">{t('recordings.not_ready')}</Alert>;
  return (
    <section className={classes.player} aria-label={t('recordings.player')}>
      <div className={classes.videos}>
        {tracks.map((track) => (
          <TrackVideo key={track.recording.id} track={track} player={player} />
        ))}
      </div>
      <Controls player={player} lengthS={lengthOf(tracks)} />
    </section>
  );
}

function useSourceName(): (recording: Recording) => string {
  const { t } = useTranslation();
  return ({ source, name }) => (source === '1' || source === '2' ? t(`position.${source}`) : (name ?? source));
}

function TrackVideo({ track, player }: { track: Track; player: Player }) {
  const video = useRef<HTMLVideoElement>(null);
  const name = useSourceName()(track.recording);
  const staff = track.recording.source.startsWith('staff:');
  useEffect(() => {
    if (video.current !== null) return player.join(track.recording.id, video.current);
  }, [player, track.recording.id]);
  return (
    <figure className={classes.video} data-staff={staff || undefined}>
      <video ref={video} src={track.url} preload="auto" playsInline muted={track.recording.source === '2'} aria-label={name} />
      <figcaption>{name}</figcaption>
    </figure>
  );
}

const rates = [1, 1.5, 2, 4] as const;

function Controls({ player, lengthS }: { player: Player; lengthS: number }) {
  const { t } = useTranslation();
  const { nowS, playing, rate } = useStore(player.store);
  return (
    <div className={classes.controls}>
      <Button size="md" w={110} onClick={() => (playing ? player.pause() : player.play())}>
        {t(playing ? 'recordings.pause' : 'recordings.play')}
      </Button>
      <Button size="md" variant="default" onClick={() => player.seek(nowS - 10)}>
        {t('recordings.back_10')}
      </Button>
      <Slider
        className={classes.line}
        thumbLabel={t('recordings.line')}
        min={0}
        max={Math.max(0.1, lengthS)}
        step={0.1}
        value={nowS}
        onChange={(value) => player.seek(value)}
        label={(value) => clockText(Math.floor(value))}
      />
      <Text className="numeral" fw={600}>
        {clockText(Math.floor(nowS))} / {clockText(Math.floor(lengthS))}
      </Text>
      <SegmentedControl
        aria-label={t('recordings.rate')}
        value={String(rate)}
        onChange={(value) => player.setRate(Number(value))}
        data={rates.map((one) => ({ value: String(one), label: `${one}×` }))}
      />
    </div>
  );
}

function Files({ recordings }: { recordings: Recording[] }) {
  const { t } = useTranslation();
  const nameOf = useSourceName();
  return (
    <section className={classes.files} aria-label={t('recordings.files')}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {['source', 'status', 'length', 'gaps', 'size', 'file'].map((column) => (
              <Table.Th key={column}>{t(`recordings.column.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {recordings.map((recording) => (
            <Table.Tr key={recording.id}>
              <Table.Td>{nameOf(recording)}</Table.Td>
              <Table.Td>{t(`recordings.status.${recording.status}`)}</Table.Td>
              <Table.Td className="numeral">{clockText(Math.round(recording.duration_s))}</Table.Td>
              <Table.Td className="numeral">{recording.gaps_s > 0 ? t('recordings.seconds', { count: Math.round(recording.gaps_s) }) : '—'}</Table.Td>
              <Table.Td className="numeral">{(recording.bytes / 1_000_000).toFixed(1)} MB</Table.Td>
              <Table.Td>
                {recording.url !== undefined && (
                  <Group>
                    <Button component="a" href={recording.url} download variant="subtle" size="compact-sm">
                      {t('recordings.download')}
                    </Button>
                  </Group>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
