import { Group, Pagination, Switch, Text } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board, BoardSitting } from '@shared/model';
import { secondCameraOf } from '../../board/rules';
import { Cameras } from '../../media/cameras';
import { RoomTrouble } from '../../media/room-state';
import { useWatchedRoom } from '../../media/use-sitting-room';
import classes from './proctor.module.css';
import { pageOf, pagesOf } from './wall-pages';

/** How long a page stays where pages turn by themselves. */
const TURN_MS = 20_000;

/** Everybody's cameras live, a page at a time: a PC decodes so many, a person takes in so many (FEATURES D2). */
export function LiveWall({ sittings, children }: { sittings: readonly BoardSitting[]; children: (sitting: BoardSitting) => ReactNode }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const [turning, setTurning] = useState(false);
  const pages = pagesOf(sittings.length);
  const shown = Math.min(page, pages);
  useEffect(() => {
    if (!turning || pages < 2) return;
    const timer = setTimeout(() => setPage((shown % pages) + 1), TURN_MS);
    return () => clearTimeout(timer);
  }, [turning, shown, pages]);
  return (
    <>
      {pages > 1 && (
        <Group>
          <Pagination total={pages} value={shown} onChange={setPage} getItemProps={(n) => ({ 'aria-label': t('proctor.wall_page', { n }) })} withControls={false} />
          <Switch checked={turning} onChange={(event) => setTurning(event.currentTarget.checked)} label={t('proctor.turn', { seconds: TURN_MS / 1000 })} />
        </Group>
      )}
      {sittings.length === 0 && <Text c="dimmed">{t('proctor.nobody_live')}</Text>}
      <ol className={classes.wall} data-live aria-label={t('proctor.candidates')}>
        {pageOf(sittings, shown).map(children)}
      </ol>
    </>
  );
}

/** Both cameras of one candidate live and without sound, unseen by her. */
export function LivePair({ board, sitting }: { board: Board; sitting: BoardSitting }) {
  const { room, shown } = useWatchedRoom(sitting.id);
  return (
    <div className={classes.pair}>
      <RoomTrouble room={room} shown={shown} />
      <Cameras sitting={sitting} shown={shown} secondCamera={secondCameraOf(board, sitting)} compact />
    </div>
  );
}
