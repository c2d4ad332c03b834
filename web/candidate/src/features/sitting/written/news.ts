import { useEffect, useRef, useState } from 'react';
import { ring, type Tune } from '@shared/notice';
import type { Written } from './requests';

/** Something that a candidate must hear, see and feel at once (FEATURES D8, D11, D12, D13, G6). */
export type News = 'released' | 'withdrawn' | 'more_time' | 'time_up' | 'handed_in' | 'reopened' | 'paused' | 'resumed' | 'page_asked';

const tunes: Record<News, Tune> = {
  released: 'invitation',
  withdrawn: 'alarm',
  more_time: 'message',
  time_up: 'end',
  handed_in: 'end',
  reopened: 'invitation',
  paused: 'alarm',
  resumed: 'invitation',
  page_asked: 'alarm',
};

/** The pages that staff want again: their files, places from 1, why and since when. */
export function askedOf(pages: Written['pages']) {
  return (pages?.files ?? []).flatMap(({ id, asked }, at) => (asked === undefined ? [] : [{ id, n: at + 1, ...asked }]));
}

/** What is new since the state before; nothing on the first one. */
export function newsOf(before: Written | undefined, now: Written): News[] {
  if (before === undefined) return [];
  const news: News[] = [];
  if (now.paper !== undefined && now.paper.release_id !== before.paper?.release_id) news.push('released');
  if (now.withdrawn !== undefined && before.withdrawn === undefined) news.push('withdrawn');
  if (now.given_minutes > before.given_minutes) news.push('more_time');
  if (now.submitted_at !== undefined && before.submitted_at === undefined) news.push(now.receipt?.by === 'clock' ? 'time_up' : 'handed_in');
  if (now.submitted_at === undefined && before.submitted_at !== undefined) news.push('reopened');
  const known = new Set(askedOf(before.pages).map(({ id, at }) => `${id} ${at}`));
  if (askedOf(now.pages).some(({ id, at }) => !known.has(`${id} ${at}`))) news.push('page_asked');
  if (now.pause !== undefined && before.pause === undefined) news.push('paused');
  if (now.pause === undefined && before.pause !== undefined && now.submitted_at === undefined) news.push('resumed');
  return news;
}

const SHOWN_MS = 9_000;

/** Sounds and shakes what is new, and returns it for a while to be read. */
export function useWrittenNews(written: Written | undefined): readonly News[] {
  const [shown, setShown] = useState<readonly News[]>([]);
  const before = useRef<Written>(undefined);
  useEffect(() => {
    if (written === undefined) return;
    const news = newsOf(before.current, written);
    before.current = written;
    if (news.length === 0) return;
    for (const one of news) ring({ tune: tunes[one] });
    setShown(news);
    setTimeout(() => setShown((now) => (now === news ? [] : now)), SHOWN_MS);
  }, [written]);
  return shown;
}
