import type * as LiveKitModule from 'livekit-client';
import type { RemoteParticipant, RemoteTrack, RemoteTrackPublication, RemoteVideoTrack, Room } from 'livekit-client';
import { readMetadata, type RemoteView } from './room-state';

type LiveKit = typeof LiveKitModule;

/** Plays the others' sound and calls back whenever somebody else changes. */
export function hearOthers(livekit: LiveKit, room: Room, changed: () => void): void {
  const { RoomEvent } = livekit;
  room.on(RoomEvent.TrackSubscribed, (track) => {
    play(livekit, track);
    changed();
  });
  room.on(RoomEvent.TrackUnsubscribed, (track) => {
    track.detach().forEach((element) => element.remove());
    changed();
  });
  for (const event of [
    RoomEvent.Connected,
    RoomEvent.ParticipantConnected,
    RoomEvent.ParticipantDisconnected,
    RoomEvent.ParticipantMetadataChanged,
    RoomEvent.ParticipantNameChanged,
    RoomEvent.ParticipantActive,
    RoomEvent.TrackPublished,
    RoomEvent.TrackUnpublished,
    RoomEvent.TrackMuted,
    RoomEvent.TrackUnmuted,
    RoomEvent.ActiveSpeakersChanged,
    RoomEvent.ConnectionQualityChanged,
  ] as const) {
    room.on(event, changed);
  }
}

/** Asks for the others' pictures as they come, and for nothing else. */
export function takePictures(livekit: LiveKit, room: Room): void {
  const take = (publication: RemoteTrackPublication) => {
    if (publication.kind === livekit.Track.Kind.Video) publication.setSubscribed(true);
  };
  room.on(livekit.RoomEvent.TrackPublished, take);
  room.on(livekit.RoomEvent.Connected, () => {
    for (const participant of room.remoteParticipants.values()) participant.trackPublications.forEach(take);
  });
}

/** Sound needs an element in the page; it is not seen. */
function play(livekit: LiveKit, track: RemoteTrack): void {
  if (track.kind !== livekit.Track.Kind.Audio) return;
  const element = track.attach();
  element.hidden = true;
  document.body.append(element);
}

export function viewsOf(livekit: LiveKit, room: Room): RemoteView[] {
  return [...room.remoteParticipants.values()].map((participant) => viewOf(livekit, participant));
}

function viewOf(livekit: LiveKit, participant: RemoteParticipant): RemoteView {
  const { Camera, Microphone } = livekit.Track.Source;
  const metadata = readMetadata(participant.metadata, participant.identity);
  const camera = participant.getTrackPublication(Camera);
  const microphone = participant.getTrackPublication(Microphone);
  const view: RemoteView = {
    identity: participant.identity,
    name: participant.name ?? '',
    role: metadata.role,
    cameraOn: camera !== undefined && !camera.isMuted,
    microphoneOn: microphone !== undefined && !microphone.isMuted,
    speaking: participant.isSpeaking,
    quality: qualityOf(participant.connectionQuality),
  };
  if (metadata.position !== undefined) view.position = metadata.position;
  if (camera?.videoTrack !== undefined) view.camera = camera.videoTrack as RemoteVideoTrack;
  return view;
}

function qualityOf(quality: string): RemoteView['quality'] {
  switch (quality) {
    case 'excellent':
    case 'good':
      return 'good';
    case 'poor':
    case 'lost':
      return quality;
    default:
      return 'unknown';
  }
}
