import type * as LiveKitModule from 'livekit-client';
import type { LocalTrackPublication, Room } from 'livekit-client';
import { api } from '@shared/api/client';
import type { Measured } from '@shared/device-check';
import { checkPath, type Pass } from '../requests';
import { pathOf, sentBetween, type PathFound, type Stat } from './path';

type LiveKit = typeof LiveKitModule;
type Media = NonNullable<Measured['media']>;

const CONNECT_MS = 10_000;
const WATCH_MS = 4_000;
const LOOK_MS = 250;
const SWITCH_MS = 8_000;

const none: Media = {
  ...{ udp: false, tcp: false, relay: false, connect_ms: 0, kbps: 0, loss_percent: 0, round_trip_ms: 0, seconds: 0 },
};

/**
 * Sends the camera and the microphone to a media room of the check's own, as an exam
 * does, watches what the server says that it got, then tries the other kind of path.
 */
export async function measureMedia(token: string, tracks: readonly MediaStreamTrack[]): Promise<Media> {
  const from = performance.now();
  let room: Room | undefined;
  const silence = tracks.length === 0 ? soundOfNothing() : undefined;
  try {
    const [livekit, pass] = await Promise.all([import('livekit-client'), api.post<Pass>(`${checkPath(token)}/media-tokens`)]);
    livekit.setLogLevel('silent');
    room = new livekit.Room({ stopLocalTrackOnUnpublish: false });
    await room.connect(pass.url, pass.token, { maxRetries: 0, peerConnectionTimeout: CONNECT_MS, websocketTimeout: 5_000 });
    const sent = await publish(livekit, room, silence === undefined ? tracks : [silence.track]);
    const path = await waitForPath(room, CONNECT_MS);
    const found: Media = { ...none, ...wordsOf(path), connect_ms: performance.now() - from };
    if (silence === undefined) Object.assign(found, await watch(sent));
    if (found.udp) found.tcp = await triesTcp(livekit, room);
    return found;
  } catch (error) {
    return { ...none, problem: (error instanceof Error ? error.message : 'unknown').slice(0, 200) };
  } finally {
    silence?.stop();
    await room?.disconnect(false).catch(() => undefined);
  }
}

async function publish(livekit: LiveKit, room: Room, tracks: readonly MediaStreamTrack[]): Promise<LocalTrackPublication[]> {
  const { Camera, Microphone } = livekit.Track.Source;
  const sent: LocalTrackPublication[] = [];
  for (const track of tracks) {
    // A copy: the room may stop what it was given.
    const source = track.kind === 'video' ? Camera : Microphone;
    const encoding = track.kind === 'video' ? { videoCodec: 'vp8' as const, videoEncoding: { maxBitrate: 600_000, maxFramerate: 20 } } : {};
    sent.push(await room.localParticipant.publishTrack(track.clone(), { source, dtx: false, ...encoding }));
  }
  return sent;
}

/** The statistics of all that is sent, of its path, too. */
async function statsOf(sent: Iterable<LocalTrackPublication>): Promise<Stat[]> {
  const all: Stat[] = [];
  for (const { track } of sent) {
    const report = await track?.getRTCStatsReport();
    report?.forEach((stat: Stat) => all.push(stat));
  }
  return all;
}

async function waitForPath(room: Room, withinMs: number, wanted: (path: PathFound) => boolean = () => true): Promise<PathFound> {
  const from = performance.now();
  while (performance.now() - from < withinMs) {
    const path = pathOf(await statsOf(room.localParticipant.trackPublications.values() as Iterable<LocalTrackPublication>));
    if (path !== undefined && wanted(path)) return path;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error('no path');
}

const wordsOf = (path: PathFound): Pick<Media, 'udp' | 'tcp' | 'relay'> => ({ udp: path.udp, tcp: !path.udp, relay: path.relay });

async function watch(sent: readonly LocalTrackPublication[]): Promise<Pick<Media, 'kbps' | 'loss_percent' | 'round_trip_ms' | 'seconds'>> {
  const from = performance.now();
  const before = await statsOf(sent);
  await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
  const after = await statsOf(sent);
  return sentBetween(before, after, (performance.now() - from) / 1000);
}

/** Whether the same room is reached over TCP, as it must be where UDP is shut. */
async function triesTcp(livekit: LiveKit, room: Room): Promise<boolean> {
  try {
    const back = new Promise<void>((resolve) => room.once(livekit.RoomEvent.Reconnected, () => resolve()));
    await room.simulateScenario('force-tcp');
    await Promise.race([back, new Promise((resolve) => setTimeout(resolve, SWITCH_MS))]);
    await waitForPath(room, SWITCH_MS, (path) => !path.udp);
    return true;
  } catch {
    return false;
  }
}

/** A silent track, for a device that has nothing to send. */
function soundOfNothing(): { track: MediaStreamTrack; stop: () => void } {
  const context = new AudioContext();
  const { stream } = context.createMediaStreamDestination();
  const [track] = stream.getAudioTracks();
  if (track === undefined) throw new Error('no audio');
  return { track, stop: () => void context.close() };
}
