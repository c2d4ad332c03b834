export { problemOfSurroundings, surroundings, type DeviceProblem } from './device-problem';
export { LocalMedia, trackOf, type Capture, type Facing, type LocalMediaState } from './devices';
export { decibels, LevelMeter } from './level-meter';
export { MediaRoom, type MediaRoomOptions } from './room';
export type { RemoteView, RoomSnapshot, RoomState, VideoSource } from './room-state';
export { sendStills } from './still';
export { Store, useStore } from './store';
export { VideoTile, type VideoTileProps } from './video-tile';
export { useWakeLock, type WakeLock } from './wake-lock';
