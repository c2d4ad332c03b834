import { getMediaToken, putStill } from './api';
import type { Position, SittingView } from '@shared/model';
import { LocalMedia, MediaRoom, sendStills, trackOf } from '@shared/media';
import { isLive, micMuted } from './view';

/**
 * This device's camera, microphone and place in the media room, for as long as
 * it holds a position. It lives above the screens: the phase changes, the
 * connection does not.
 */
export class SittingMedia {
  readonly local = new LocalMedia();
  readonly room: MediaRoom;
  readonly #position: Position;
  readonly #sittingId: string;
  readonly #sound: boolean;
  #stopWatching: (() => void) | undefined;
  #stopStills: (() => void) | undefined;
  #stillsOf: MediaStreamTrack | undefined;

  /** `sound` opens the second camera's microphone, too: for what it records itself, never for the room. */
  constructor(sittingId: string, position: Position, sound = false) {
    this.#sittingId = sittingId;
    this.#position = position;
    this.#sound = sound || position === 1;
    this.room = new MediaRoom({ getToken: getMediaToken(sittingId), takes: position === 1 ? 'all' : 'nothing' });
  }

  /** Opens the camera; the returned function gives all back. */
  open(): () => void {
    const first = this.#position === 1;
    void this.local.start({ microphone: this.#sound, facing: first ? 'user' : 'environment' });
    this.#stopWatching = this.local.store.watch(() => this.#onLocal());
    this.#onLocal();
    return () => {
      this.#stopWatching?.();
      this.#stopStills?.();
      this.#stillsOf = undefined;
      this.room.stop();
      this.local.stop();
    };
  }

  /** Follows the sitting: in the room while it is live, heard only when it is time. */
  follow(sitting: SittingView, ready: boolean): void {
    this.room.setMuted(micMuted(sitting));
    if (isLive(sitting.phase) && (ready || this.#position === 1)) this.room.start();
    else if (!isLive(sitting.phase)) this.room.stop();
  }

  #onLocal(): void {
    const { camera, microphone } = this.local.store.value;
    const track = trackOf(camera);
    this.room.setCamera(track);
    if (this.#position === 1) this.room.setMicrophone(trackOf(microphone));
    if (track === this.#stillsOf) return;
    this.#stillsOf = track;
    this.#stopStills?.();
    this.#stopStills = track === undefined ? undefined : sendStills(track, putStill(this.#sittingId));
  }
}
