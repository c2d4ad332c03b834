import { expect, it } from 'vitest';
import type { Member } from '@shared/model';
import type { RemoteView } from '@shared/media';
import { foremost, panelTiles } from './panel';

const member = (id: string, role: string, online = true): Member => ({ id, name: id, roles: [role], online });
const seen = (id: string, part: Partial<RemoteView> = {}): RemoteView => ({
  identity: `staff:${id}`,
  name: id,
  role: 'examiner',
  cameraOn: true,
  microphoneOn: true,
  speaking: false,
  quality: 'good',
  ...part,
});

it('shows the chair first, who is on the way last, and nobody who is away', () => {
  const panel = [member('b', 'examiner'), member('late', 'examiner'), member('a', 'chair'), member('away', 'examiner', false)];
  const tiles = panelTiles(panel, [seen('a'), seen('b')]);
  expect(tiles.map((tile) => tile.id)).toEqual(['a', 'b', 'late']);
  expect(tiles[2]?.seen).toBeUndefined();
});

it('puts who speaks foremost', () => {
  const panel = [member('a', 'chair'), member('b', 'examiner')];
  const tiles = panelTiles(panel, [seen('a'), seen('b', { speaking: true })]);
  expect(foremost(tiles)?.id).toBe('b');
  expect(foremost([])).toBeUndefined();
});
