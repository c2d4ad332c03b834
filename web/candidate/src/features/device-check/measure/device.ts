import { serverNowMs } from '@shared/clock';
import type { Measured } from '@shared/device-check';

type Told = Required<Pick<Measured, 'storage' | 'clock' | 'power' | 'screen'>>;

/** What the browser tells of the device itself. */
export async function measureDevice(): Promise<Told> {
  const [storage, power, wakeLock] = await Promise.all([measureStorage(), measurePower(), canKeepOn()]);
  return {
    storage,
    power,
    clock: { offset_ms: serverNowMs() - Date.now() },
    screen: {
      wake_lock: wakeLock,
      width: Math.round(screen.width),
      height: Math.round(screen.height),
      orientation: screen.orientation?.type ?? '',
    },
  };
}

async function measureStorage(): Promise<Told['storage']> {
  const nothing = { told: false, free_mb: 0, persisted: false };
  try {
    const { quota, usage = 0 } = await navigator.storage.estimate();
    if (quota === undefined) return nothing;
    return { told: true, free_mb: Math.max(0, quota - usage) / 1e6, persisted: await navigator.storage.persisted() };
  } catch {
    return nothing; // private windows of some browsers refuse
  }
}

interface Battery {
  level: number;
  charging: boolean;
}

async function measurePower(): Promise<Told['power']> {
  const { getBattery } = navigator as { getBattery?: () => Promise<Battery> };
  const battery = await getBattery?.call(navigator).catch(() => undefined);
  if (battery === undefined) return { told: false, percent: 0, charging: false };
  return { told: true, percent: battery.level * 100, charging: battery.charging };
}

async function canKeepOn(): Promise<boolean> {
  try {
    const lock = await navigator.wakeLock.request('screen');
    await lock.release();
    return true;
  } catch {
    return false;
  }
}
