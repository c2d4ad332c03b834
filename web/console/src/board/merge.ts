import type { Board, BoardSitting } from '@shared/model';

/**
 * The board to show when one arrives: never an older one than is shown, and no
 * row older than the one that an action's answer has brought meanwhile.
 */
export function newestBoard(shown: Board | undefined, arrived: Board): Board {
  if (shown === undefined || shown.session.id !== arrived.session.id) return arrived;
  if (Date.parse(arrived.server_time) < Date.parse(shown.server_time)) return shown;
  const known = new Map(shown.sittings.map((sitting) => [sitting.id, sitting]));
  const stale = arrived.sittings.some((sitting) => isNewer(known.get(sitting.id), sitting));
  if (!stale) return arrived;
  const sittings = arrived.sittings.map((sitting) => {
    const mine = known.get(sitting.id);
    return mine !== undefined && isNewer(mine, sitting) ? mine : sitting;
  });
  return { ...arrived, sittings };
}

function isNewer(one: BoardSitting | undefined, than: BoardSitting): boolean {
  return one !== undefined && one.version > than.version;
}

/** The board with one row replaced by an action's answer. */
export function withRow(board: Board, row: BoardSitting): Board {
  const sittings = board.sittings.map((sitting) =>
    sitting.id === row.id && !isNewer(sitting, row) ? row : sitting,
  );
  return { ...board, sittings };
}
