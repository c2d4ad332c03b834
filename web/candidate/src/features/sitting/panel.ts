import type { Member } from '@shared/model';
import type { RemoteView } from '@shared/media';

export interface PanelTile {
  id: string;
  name: string;
  role: 'chair' | 'examiner';
  /** Undefined while the member is not in the media room. */
  seen: RemoteView | undefined;
}

/** The panel's members who are there, chair first, then those who are on their way. */
export function panelTiles(panel: readonly Member[], others: readonly RemoteView[]): PanelTile[] {
  const tiles = panel
    .map((member): PanelTile => ({
      id: member.id,
      name: member.name,
      role: member.roles.includes('chair') ? 'chair' : 'examiner',
      seen: others.find((one) => one.identity === `staff:${member.id}`),
    }))
    .filter((tile) => tile.seen !== undefined || isOnline(panel, tile.id));
  const rank = (tile: PanelTile) => (tile.seen === undefined ? 2 : 0) + (tile.role === 'chair' ? 0 : 1);
  return tiles.sort((a, b) => rank(a) - rank(b));
}

function isOnline(panel: readonly Member[], id: string): boolean {
  return panel.find((member) => member.id === id)?.online === true;
}

/** Whom to show where only one picture has room: who speaks, else the first with a picture. */
export function foremost(tiles: readonly PanelTile[]): PanelTile | undefined {
  return tiles.find((tile) => tile.seen?.speaking) ?? tiles.find((tile) => tile.seen?.camera) ?? tiles[0];
}
