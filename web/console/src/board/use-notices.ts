import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board } from '@shared/model';
import { ring } from '@shared/notice';
import { boardNotices, type BoardNotice, type Side } from './notices';

const colors = { good: 'teal', warn: 'orange', info: 'brand' } as const;
/** How long the page's title carries a notice, in ms. */
const TITLE_MS = 10_000;

/** Tells by sound and text what changes on a board; the first board tells nothing. */
export function useNotices(board: Board, side: Side): void {
  const { t } = useTranslation();
  const before = useRef<Board | undefined>(undefined);
  useEffect(() => {
    const seen = before.current;
    before.current = board;
    if (seen === undefined || seen === board || seen.session.id !== board.session.id) return;
    for (const notice of boardNotices(seen, board, side)) tell(notice, wordsOf(notice, t));
  }, [board, side, t]);
}

type Translate = ReturnType<typeof useTranslation>['t'];

function wordsOf(notice: BoardNotice, t: Translate): string {
  const camera = notice.position === undefined ? '' : t(`position.${notice.position}`);
  return t(`notice.${notice.kind}`, { name: notice.name, camera });
}

function tell(notice: BoardNotice, words: string): void {
  show(notice, words);
  if (notice.tune === undefined) return;
  const stop = ring({ tune: notice.tune, title: words });
  setTimeout(stop, TITLE_MS);
}

function show(notice: BoardNotice, words: string): void {
  if (notice.kind === 'taken_over') return; // the steward's large view says it, and for longer
  notifications.show({
    // The same fact again takes the place of the one before.
    id: `${notice.kind}-${notice.sittingId}-${notice.position ?? ''}`,
    color: colors[notice.tone],
    message: words,
    autoClose: notice.tone === 'warn' ? 12_000 : 6_000,
    withCloseButton: true,
  });
}
