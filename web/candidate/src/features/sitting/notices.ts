import { useEffect, useRef, useState } from 'react';
import type { SittingView } from '@shared/model';
import { ring } from '@shared/notice';
import { changesOf, stillNews, tunes, type Change } from './changes';

export interface Notice {
  id: number;
  change: Change;
}

const SHOWN_MS = 9_000;
/** More would cover what one is doing on a phone, such as the pairing QR. */
const SHOWN_AT_ONCE = 2;

/** Turns what changed between snapshots into notices that sound, shake and are read out. */
export function useNotices(sitting: SittingView | undefined) {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const before = useRef<SittingView>(undefined);
  const count = useRef(0);
  useEffect(() => {
    if (sitting === undefined) return;
    const changes = changesOf(before.current, sitting);
    before.current = sitting;
    if (changes.length === 0) return;
    for (const change of changes) {
      const tune = tunes[change.kind];
      if (tune !== undefined) ring({ tune });
    }
    const added = changes.map((change) => ({ id: ++count.current, change }));
    // A newer fact of the same kind takes the older one's place: "muted" and "heard again" are not both true.
    const kinds = new Set(changes.map(({ kind }) => kind));
    setNotices((shown) => [...shown.filter(({ change }) => !kinds.has(change.kind)), ...added].slice(-SHOWN_AT_ONCE));
    setTimeout(() => setNotices((shown) => shown.filter((one) => !added.includes(one))), SHOWN_MS);
  }, [sitting]);
  const dismiss = (id: number) => setNotices((shown) => shown.filter((one) => one.id !== id));
  const news = notices.filter(({ change }) => sitting !== undefined && stillNews(change, sitting));
  return { notices: news, dismiss };
}
