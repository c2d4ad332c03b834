import type { TFunction } from 'i18next';
import type { components } from './api/schema';
import type { Sent } from './model';

type Schemas = components['schemas'];

/** A check of one device, as it is kept. */
export type DeviceCheck = Sent<Schemas['DeviceCheckView']>;
export type Finding = DeviceCheck['findings'][number];
export type Measured = Schemas['Measured'];

/** Colours of verdicts and outcomes, with contrast enough on white. */
export const verdictColours: Record<string, string> = {
  ...{ fail: 'red.9', warning: '#8a3c02', untold: 'gray.7', pass: 'teal.9', open: 'gray.7' },
  ...{ not_ready: 'red.9', remarks: '#8a3c02', ready: 'teal.9', failed: 'red.9', unchecked: 'gray.7' },
};

/** What is wrong, the gravest of each item first. */
export function problemsOf(check: Pick<DeviceCheck, 'findings'>): { item: string; reason: string; grave: boolean }[] {
  return check.findings.flatMap(({ item, verdict, reasons }) =>
    (reasons ?? []).map((reason) => ({ item, reason, grave: verdict === 'fail' })),
  );
}

const round = (n: number | undefined, digits = 0) => (n ?? 0).toFixed(digits);
const mbit = (kbps: number) => round(kbps / 1000, kbps < 9_950 ? 1 : 0);

/** What was measured of one item, in words; empty where there is nothing to say. */
export function valuesOf(item: string, measured: Measured, t: TFunction): string {
  const { camera, microphone, network, events, media, storage, clock, power, screen } = measured;
  switch (item) {
    case 'camera':
      return camera === undefined || camera.width === 0 ? '' : `${camera.width} × ${camera.height} · ${round(camera.fps)} fps`;
    case 'microphone':
      return microphone === undefined || (microphone.problem ?? '') !== '' ? '' : `${round(microphone.peak_db)} dB`;
    case 'network':
      if (network === undefined || network.lost === network.asked) return '';
      return t('check.values.network', { trip: round(network.round_trip_ms), up: mbit(network.up_kbps), down: mbit(network.down_kbps) });
    case 'events':
      return events?.connected === true ? `${round(events.connect_ms)} ms` : '';
    case 'media':
      if (media === undefined || (!media.udp && !media.tcp)) return '';
      return t('check.values.media', {
        path: [media.udp && 'UDP', media.tcp && 'TCP', media.relay && 'TURN'].filter(Boolean).join(' + '),
        rate: mbit(media.kbps),
        loss: round(media.loss_percent, 1),
      });
    case 'storage':
      return storage?.told === true ? t('check.values.storage', { free: round(storage.free_mb / 1000, 1) }) : '';
    case 'clock':
      return clock === undefined ? '' : t('check.values.clock', { offset: round(Math.abs(clock.offset_ms) / 1000, 1) });
    case 'power':
      return power?.told === true ? `${round(power.percent)} %` : '';
    case 'screen':
      return screen === undefined ? '' : `${screen.width} × ${screen.height}`;
    default:
      return '';
  }
}
