import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@shared/api/client';
import { useChannel } from '@shared/events';
import { ring } from '@shared/notice';
import { alarmsOf, freshAlarms, type Alarm, type VideoRow } from './video-alarms';

export const videoRowsKey = (sessionId: string) => ['video-board', sessionId] as const;

/** What stands in a session's video sittings, by sitting; asked for again with every event and each 2 s. */
export function useVideoRows(sessionId: string) {
  const client = useQueryClient();
  useChannel(`session:${sessionId}`, ({ kind }) => {
    if (kind !== 'still') void client.invalidateQueries({ queryKey: videoRowsKey(sessionId) });
  });
  return useQuery({
    queryKey: videoRowsKey(sessionId),
    queryFn: async () => {
      const { rows } = await api.get<{ rows: VideoRow[] | null }>(`/api/sessions/${sessionId}/video`);
      return new Map((rows ?? []).map((row) => [row.sitting_id, row]));
    },
    refetchInterval: 2_000,
    structuralSharing: false,
  });
}

/** Sounds for each alarm that is new, and again every 5 s while one lasts. */
export function useAlarms(rows: readonly VideoRow[]): Alarm[] {
  const { t } = useTranslation();
  const before = useRef<Alarm[]>([]);
  const alarms = alarmsOf(rows);
  const ringing = alarms.length > 0;
  useEffect(() => {
    if (!ringing) return;
    return ring({ tune: 'alarm', title: t('video.alarm'), everyMs: 5_000 });
  }, [ringing, t]);
  useEffect(() => {
    if (before.current.length > 0 && freshAlarms(before.current, alarms).length > 0) ring({ tune: 'alarm' });
    before.current = alarms;
  });
  return alarms;
}
