import { describe, expect, it } from 'vitest';
import type { RemoteView, RoomState } from '@shared/media';
import type { DeviceState } from '@shared/model';
import { cameraOf, staffIn, tileWords } from './tile-words';

const connected: RoomState = { kind: 'connected' };
const device = (state: DeviceState) => ({ position: 1 as const, state, mine: false });
const view = (part: Partial<RemoteView> = {}): RemoteView => ({
  identity: 'candidate:s:1',
  name: '李明',
  role: 'candidate',
  position: 1,
  cameraOn: true,
  microphoneOn: true,
  speaking: false,
  quality: 'good',
  camera: {} as NonNullable<RemoteView['camera']>,
  ...part,
});

describe('in place of a picture', () => {
  it.each<[string, RoomState, RemoteView | undefined, DeviceState, string | undefined]>([
    ['nothing while it runs', connected, view(), 'online', undefined],
    ['nothing while it runs, even if the events of the device are cut', connected, view(), 'lost', undefined],
    ['that we are not in the room yet', { kind: 'connecting', attempt: 1 }, undefined, 'online', 'room.connecting'],
    ['that the device is gone', connected, undefined, 'lost', 'camera.lost'],
    ['that there never was a second camera', connected, undefined, 'empty', 'camera.empty'],
    ['that it is on its way', connected, undefined, 'online', 'camera.joining'],
    ['that it is switched off', connected, view({ cameraOn: false }), 'online', 'tile.off'],
  ])('%s', (_, state, seen, of, want) => {
    expect(tileWords(state, seen, device(of))).toBe(want);
  });

  it('cameras and staff are told apart', () => {
    const others = [view(), view({ position: 2 }), view({ role: 'chair', identity: 'staff:1' })];
    expect(cameraOf(others, 2)).toBe(others[1]);
    expect(staffIn(others)).toEqual([others[2]]);
  });
});
