import { problemOfError, problemOfSurroundings, surroundings, type DeviceProblem } from './device-problem';
import { Store } from './store';

export type Facing = 'user' | 'environment';

/** One device's picture or sound, from not asked for to lost. */
export type Capture =
  | { state: 'off' }
  | { state: 'asking' }
  | { state: 'live'; track: MediaStreamTrack }
  | { state: 'failed'; problem: DeviceProblem };

export interface LocalMediaState {
  camera: Capture;
  microphone: Capture;
  /** Cameras and microphones by their labels, known once one was allowed. */
  cameras: readonly MediaDeviceInfo[];
  microphones: readonly MediaDeviceInfo[];
  facing: Facing;
}

export interface Wanted {
  microphone: boolean;
  facing?: Facing;
}

const video = (choice: { facing: Facing; deviceId?: string | undefined }): MediaTrackConstraints => ({
  width: { ideal: 640 },
  height: { ideal: 480 },
  frameRate: { ideal: 20, max: 24 },
  ...(choice.deviceId === undefined
    ? { facingMode: { ideal: choice.facing } }
    : { deviceId: { exact: choice.deviceId } }),
});

const audio = (deviceId?: string): MediaTrackConstraints => ({
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }),
});

/**
 * This device's camera and microphone, above all views: acquired once, opened
 * again when the system took them back (a call, the lock screen), and told to
 * whoever watches.
 */
export class LocalMedia {
  readonly store = new Store<LocalMediaState>({
    camera: { state: 'off' },
    microphone: { state: 'off' },
    cameras: [],
    microphones: [],
    facing: 'user',
  });
  #wanted: Wanted | undefined;
  #cameraId: string | undefined;
  #microphoneId: string | undefined;
  #round = 0;

  /** Asks for the camera, and the microphone if wanted; harmless when both are live. */
  async start(wanted: Wanted): Promise<void> {
    if (this.#wanted === undefined) this.#watchPage();
    const facing = wanted.facing ?? this.store.value.facing;
    this.#wanted = { ...wanted, facing };
    this.#change({ facing });
    const { camera, microphone } = this.store.value;
    if (camera.state === 'live' && (!wanted.microphone || microphone.state === 'live')) return;
    await this.#acquire();
  }

  /** Tries again after a failure, with the same wishes. */
  async retry(): Promise<void> {
    if (this.#wanted !== undefined) await this.#acquire();
  }

  /** Front or back on a phone; on a PC the next camera of the list. */
  async switchCamera(): Promise<void> {
    const { cameras, facing, camera } = this.store.value;
    const next: Facing = facing === 'user' ? 'environment' : 'user';
    this.#change({ facing: next });
    const used = camera.state === 'live' ? camera.track.getSettings() : {};
    if (used.facingMode === undefined && cameras.length > 1) {
      const at = cameras.findIndex((device) => device.deviceId === used.deviceId);
      this.#cameraId = cameras[(at + 1) % cameras.length]?.deviceId;
    } else {
      this.#cameraId = undefined;
    }
    await this.#acquire('camera');
  }

  async chooseCamera(deviceId: string): Promise<void> {
    this.#cameraId = deviceId;
    await this.#acquire('camera');
  }

  async chooseMicrophone(deviceId: string): Promise<void> {
    this.#microphoneId = deviceId;
    await this.#acquire('microphone');
  }

  /** Gives both back to the system. */
  stop(): void {
    this.#round++;
    this.#wanted = undefined;
    document.removeEventListener('visibilitychange', this.#onVisible);
    const { camera, microphone } = this.store.value;
    for (const capture of [camera, microphone]) {
      if (capture.state === 'live') end(capture.track);
    }
    this.#change({ camera: { state: 'off' }, microphone: { state: 'off' } });
  }

  async #acquire(only?: 'camera' | 'microphone'): Promise<void> {
    const round = ++this.#round;
    const hindrance = problemOfSurroundings(surroundings());
    if (hindrance !== undefined) {
      const failed: Capture = { state: 'failed', problem: hindrance };
      this.#change({ camera: failed, microphone: failed });
      return;
    }
    const sound = this.#wanted?.microphone === true && only !== 'camera';
    if (only === undefined && sound && (await this.#openBoth(round))) return this.#list();
    if (only !== 'microphone') await this.#openCamera(round);
    if (sound) await this.#openMicrophone(round);
    await this.#list();
  }

  /** Both with one prompt; false when that failed, so that each may say why by itself. */
  async #openBoth(round: number): Promise<boolean> {
    const { camera, microphone, facing } = this.store.value;
    for (const capture of [camera, microphone]) if (capture.state === 'live') end(capture.track);
    this.#change({ camera: { state: 'asking' }, microphone: { state: 'asking' } });
    const stream = await navigator.mediaDevices
      .getUserMedia({ video: video({ facing, deviceId: this.#cameraId }), audio: audio(this.#microphoneId) })
      .catch(() => undefined);
    const [picture] = stream?.getVideoTracks() ?? [];
    const [sound] = stream?.getAudioTracks() ?? [];
    if (picture === undefined || sound === undefined) return false;
    this.#keep('camera', { state: 'live', track: picture }, round);
    this.#keep('microphone', { state: 'live', track: sound }, round);
    return true;
  }

  async #openCamera(round: number): Promise<void> {
    const { camera, facing } = this.store.value;
    // Phones open one camera at a time: give the old one back first.
    if (camera.state === 'live') end(camera.track);
    this.#change({ camera: { state: 'asking' } });
    const choice = { facing, deviceId: this.#cameraId };
    const next = await open({ video: video(choice) }, 'camera');
    this.#keep('camera', next, round);
  }

  async #openMicrophone(round: number): Promise<void> {
    const { microphone } = this.store.value;
    if (microphone.state === 'live') end(microphone.track);
    this.#change({ microphone: { state: 'asking' } });
    this.#keep('microphone', await open({ audio: audio(this.#microphoneId) }, 'microphone'), round);
  }

  #keep(kind: 'camera' | 'microphone', next: Capture, round: number): void {
    if (round !== this.#round) {
      if (next.state === 'live') end(next.track); // somebody asked anew meanwhile
      return;
    }
    this.#change({ [kind]: next });
    if (next.state !== 'live') return;
    next.track.addEventListener('ended', () => {
      const held = this.store.value[kind];
      if (held.state !== 'live' || held.track !== next.track) return;
      this.#change({ [kind]: { state: 'failed', problem: 'ended' } });
      if (document.visibilityState === 'visible') setTimeout(this.#onVisible, 1000);
    });
  }

  #watchPage(): void {
    document.addEventListener('visibilitychange', this.#onVisible);
  }

  /** Back on the page: what the system took is asked for again. */
  readonly #onVisible = (): void => {
    if (document.visibilityState !== 'visible' || this.#wanted === undefined) return;
    for (const kind of ['camera', 'microphone'] as const) {
      const capture = this.store.value[kind];
      const taken = capture.state === 'failed' && capture.problem === 'ended';
      if (taken || (capture.state === 'live' && capture.track.readyState === 'ended')) {
        void this.#acquire(kind);
      }
    }
  };

  async #list(): Promise<void> {
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    this.#change({
      cameras: all.filter((device) => device.kind === 'videoinput'),
      microphones: all.filter((device) => device.kind === 'audioinput'),
    });
  }

  #change(part: Partial<LocalMediaState>): void {
    this.store.set({ ...this.store.value, ...part });
  }
}

async function open(constraints: MediaStreamConstraints, kind: 'camera' | 'microphone'): Promise<Capture> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia(constraints);
    const [track] = stream.getTracks();
    if (track !== undefined) return { state: 'live', track };
    return { state: 'failed', problem: 'unknown' };
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    return { state: 'failed', problem: problemOfError(name, kind) };
  }
}

/** Stops a track without its `ended` handlers taking it for a loss: stop() fires no event. */
function end(track: MediaStreamTrack): void {
  track.stop();
}

/** The track of a live capture. */
export function trackOf(capture: Capture): MediaStreamTrack | undefined {
  return capture.state === 'live' ? capture.track : undefined;
}
