import { surroundings } from '@shared/media';
import type { Measured } from '@shared/device-check';

type Browser = NonNullable<Measured['browser']>;

/** What this browser can do. `slices` is what a recording gave, -1 for none tried. */
export function measureBrowser(slices = -1): Browser {
  const { userAgent, isSecureContext } = surroundings();
  return {
    secure: isSecureContext,
    in_app: /MicroMessenger/i.test(userAgent),
    webrtc: typeof RTCPeerConnection === 'function' && typeof navigator.mediaDevices?.getUserMedia === 'function',
    vp8: sends('video', 'video/vp8'),
    opus: sends('audio', 'audio/opus'),
    recorder: typeof MediaRecorder === 'function',
    slices,
  };
}

function sends(kind: 'audio' | 'video', mime: string): boolean {
  if (typeof RTCRtpSender !== 'function') return false;
  const codecs = RTCRtpSender.getCapabilities?.(kind)?.codecs ?? [];
  return codecs.some((codec) => codec.mimeType.toLowerCase() === mime);
}

/** True where nothing else can be measured. */
export const isHopeless = (browser: Browser): boolean => browser.in_app || !browser.secure || !browser.webrtc;

const SLICE_MS = 500;
const RECORD_MS = 2_000;

/** How many pieces come, while it goes on, of a recording cut every half second. */
export async function measureSlices(tracks: readonly MediaStreamTrack[]): Promise<number> {
  if (typeof MediaRecorder !== 'function' || tracks.length === 0) return -1;
  let pieces = 0;
  const recorder = new MediaRecorder(new MediaStream([...tracks]));
  recorder.addEventListener('dataavailable', ({ data }) => {
    if (data.size > 0 && recorder.state === 'recording') pieces++;
  });
  const stopped = new Promise<void>((resolve) => {
    recorder.addEventListener('stop', () => resolve(), { once: true });
    recorder.addEventListener('error', () => resolve(), { once: true });
  });
  recorder.start(SLICE_MS);
  await new Promise((resolve) => setTimeout(resolve, RECORD_MS + SLICE_MS / 2));
  if (recorder.state !== 'inactive') recorder.stop();
  await stopped;
  return pieces;
}
