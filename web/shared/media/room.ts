import type * as LiveKitModule from 'livekit-client';
import type { LocalAudioTrack, LocalVideoTrack, Room } from 'livekit-client';
import { isApiError } from '../api/client';
import type { MediaToken } from '../model';
import { hearOthers, takePictures, viewsOf } from './room-others';
import { backOffMs, type RoomSnapshot, type RoomState } from './room-state';
import { Store } from './store';

type LiveKit = typeof LiveKitModule;

export interface MediaRoomOptions {
  /** Asks the server for a new token; called before every connection. */
  getToken: () => Promise<MediaToken>;
  /** What of the others comes: all (the default), pictures without their sound, or nothing for who may only publish. */
  takes?: 'all' | 'pictures' | 'nothing';
}

const ENCODING = { maxBitrate: 600_000, maxFramerate: 20 };

/**
 * One person's place in a sitting's media room. It is asked once to be there
 * and then stays for ever: livekit-client mends short cuts without publishing
 * anew, and when it gives up we start again with a new token.
 */
export class MediaRoom {
  readonly store = new Store<RoomSnapshot>({
    state: { kind: 'idle' },
    others: [],
    soundBlocked: false,
    publishing: false,
  });
  readonly #options: MediaRoomOptions;
  #livekit: LiveKit | undefined;
  #room: Room | undefined;
  #wanted = false;
  /** Failed tries in a row. */
  #attempt = 0;
  /** Numbers the connections, so that an overtaken one falls silent. */
  #round = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #camera: MediaStreamTrack | undefined;
  #microphone: MediaStreamTrack | undefined;
  #muted = true;
  #publishing: Promise<void> = Promise.resolve();
  #video: LocalVideoTrack | undefined;
  #audio: LocalAudioTrack | undefined;
  /** The microphone whose copy is published. */
  #source: MediaStreamTrack | undefined;

  constructor(options: MediaRoomOptions) {
    this.#options = options;
  }

  /** Joins, and stays joined until `stop`. Harmless when already there. */
  start(): void {
    const { kind } = this.store.value.state;
    if (this.#wanted && kind !== 'refused') return;
    if (!this.#wanted) addEventListener('online', this.#hurry);
    this.#wanted = true;
    this.#attempt = 0;
    void this.#connect();
  }

  /** Leaves; the camera and microphone stay with whoever opened them. */
  stop(): void {
    const { kind } = this.store.value.state;
    if (!this.#wanted && (kind === 'idle' || kind === 'closed')) return;
    this.#wanted = false;
    this.#round++;
    removeEventListener('online', this.#hurry);
    clearTimeout(this.#timer);
    this.#leave();
    this.#set({ state: { kind: 'closed' }, others: [] });
  }

  /** Publishes a camera, changes it in place, or (undefined) takes it away. */
  setCamera(track: MediaStreamTrack | undefined): void {
    this.#camera = track;
    this.#publish();
  }

  setMicrophone(track: MediaStreamTrack | undefined): void {
    this.#microphone = track;
    this.#publish();
  }

  /** Muted is published as silence, so that unmuting needs no new connection. */
  setMuted(muted: boolean): void {
    this.#muted = muted;
    this.#publish();
  }

  /** To be called from a tap when `soundBlocked`. */
  async playSound(): Promise<void> {
    await this.#room?.startAudio();
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#timer);
    this.#attempt++;
    this.#setState({ kind: 'connecting', attempt: this.#attempt });
    const round = ++this.#round;
    try {
      const [livekit, token] = await Promise.all([import('livekit-client'), this.#options.getToken()]);
      if (!this.#wanted || round !== this.#round) return;
      livekit.setLogLevel('warn');
      this.#livekit = livekit;
      await this.#join(livekit, token);
    } catch (error) {
      if (this.#wanted && round === this.#round) this.#failed(error);
    }
  }

  async #join(livekit: LiveKit, token: MediaToken): Promise<void> {
    this.#leave();
    const room = new livekit.Room({
      adaptiveStream: true,
      dynacast: true,
      stopLocalTrackOnUnpublish: false,
      reconnectPolicy: new livekit.DefaultReconnectPolicy([0, 300, 1000, 2000, 3000]),
    });
    this.#room = room;
    this.#watch(livekit, room);
    await room.connect(token.url, token.token, {
      autoSubscribe: (this.#options.takes ?? 'all') === 'all',
      maxRetries: 0,
      peerConnectionTimeout: 10_000,
      websocketTimeout: 5_000,
    });
    this.#attempt = 0;
    this.#setState({ kind: 'connected' });
    this.#publish();
  }

  #watch(livekit: LiveKit, room: Room): void {
    const { RoomEvent } = livekit;
    const mine = (act: () => void) => () => {
      if (this.#room === room) act();
    };
    room.on(RoomEvent.Reconnecting, mine(() => this.#setState({ kind: 'reconnecting' })));
    room.on(RoomEvent.SignalReconnecting, mine(() => this.#setState({ kind: 'reconnecting' })));
    room.on(RoomEvent.Reconnected, mine(() => this.#setState({ kind: 'connected' })));
    room.on(RoomEvent.Disconnected, (reason) => {
      // Another window of the same person has come: two that both come back would push each other out for ever.
      const pushedOut = reason === livekit.DisconnectReason.DUPLICATE_IDENTITY;
      mine(() => (pushedOut ? this.#refused('duplicate') : this.#lost('network')))();
    });
    room.on(
      RoomEvent.AudioPlaybackStatusChanged,
      mine(() => this.#set({ soundBlocked: !room.canPlaybackAudio })),
    );
    if (this.#options.takes === 'pictures') takePictures(livekit, room);
    hearOthers(livekit, room, mine(() => this.#set({ others: viewsOf(livekit, room) })));
  }

  #failed(error: unknown): void {
    if (isApiError(error) && !error.passing && error.code !== 'rate_limited') {
      this.#refused(error.code);
      return;
    }
    this.#lost(isApiError(error) ? error.code : 'network');
  }

  #refused(code: string): void {
    this.#leave();
    this.#set({ state: { kind: 'refused', code }, others: [] });
  }

  #lost(code: string): void {
    this.#leave();
    if (!this.#wanted) return;
    this.#set({ state: { kind: 'retrying', attempt: this.#attempt, code }, others: [] });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(), backOffMs(this.#attempt));
  }

  readonly #hurry = (): void => {
    if (this.#wanted && this.store.value.state.kind === 'retrying') void this.#connect();
  };

  #leave(): void {
    const room = this.#room;
    this.#room = undefined;
    this.#video = undefined;
    this.#audio = undefined;
    this.#set({ publishing: false });
    room?.removeAllListeners();
    void room?.disconnect(false).catch(() => undefined);
  }

  /** Brings what is published in line with what is wished, one change at a time. */
  #publish(): void {
    this.#publishing = this.#publishing
      .then(async () => {
        const room = this.#room;
        const livekit = this.#livekit;
        if (room === undefined || livekit === undefined || this.store.value.state.kind !== 'connected') return;
        await this.#publishCamera(livekit, room);
        await this.#publishMicrophone(livekit, room);
      })
      .catch(() => undefined); // a cut line: the next connection publishes anew
  }

  async #publishCamera(livekit: LiveKit, room: Room): Promise<void> {
    const track = this.#camera;
    if (track === undefined) {
      await this.#video?.mute();
      return;
    }
    if (this.#video !== undefined) {
      if (this.#video.mediaStreamTrack !== track) await this.#video.replaceTrack(track, true);
      await this.#video.unmute();
      return;
    }
    const video = new livekit.LocalVideoTrack(track, undefined, true);
    await room.localParticipant.publishTrack(video, {
      source: livekit.Track.Source.Camera,
      videoCodec: 'vp8',
      backupCodec: false,
      simulcast: true,
      videoEncoding: ENCODING,
      videoSimulcastLayers: [new livekit.VideoPreset(320, 240, 140_000, 12)],
    });
    this.#video = video;
    this.#set({ publishing: true });
  }

  async #publishMicrophone(livekit: LiveKit, room: Room): Promise<void> {
    const track = this.#microphone;
    if (this.#audio === undefined) {
      if (track === undefined) return;
      // A copy, so that muting here leaves the level meter its sound.
      const audio = new livekit.LocalAudioTrack(track.clone(), undefined, true);
      if (this.#muted) await audio.mute();
      await room.localParticipant.publishTrack(audio, { source: livekit.Track.Source.Microphone });
      this.#audio = audio;
      this.#source = track;
    } else if (track !== undefined && this.#source !== track) {
      await this.#audio.replaceTrack(track.clone(), true);
      this.#source = track;
    }
    if (this.#muted || track === undefined) await this.#audio.mute();
    else await this.#audio.unmute();
  }

  #setState(state: RoomState): void {
    this.#set({ state });
  }

  #set(part: Partial<RoomSnapshot>): void {
    this.store.set({ ...this.store.value, ...part });
  }
}
