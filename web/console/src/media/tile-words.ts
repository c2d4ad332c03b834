import type { RemoteView, RoomState } from '@shared/media';
import type { SittingDevice } from '@shared/model';

/**
 * What to say in place of a candidate's picture, as a key of the texts;
 * undefined while the picture speaks for itself. The device's own words win:
 * "disconnected" tells more than "connecting".
 */
export function tileWords(state: RoomState, view: RemoteView | undefined, device: SittingDevice | undefined): string | undefined {
  if (state.kind !== 'connected' && state.kind !== 'reconnecting') return `room.${state.kind}`;
  if (view?.camera !== undefined && view.cameraOn) return undefined;
  if (device === undefined || device.state === 'empty') return 'camera.empty';
  if (device.state === 'lost') return 'camera.lost';
  return view === undefined || view.cameraOn ? 'camera.joining' : 'tile.off';
}

/** The candidate's camera of a position among those in the room. */
export function cameraOf(others: readonly RemoteView[], position: 1 | 2): RemoteView | undefined {
  return others.find((view) => view.role === 'candidate' && view.position === position);
}

/** The members of staff in the room. */
export function staffIn(others: readonly RemoteView[]): RemoteView[] {
  return others.filter((view) => view.role !== 'candidate');
}
