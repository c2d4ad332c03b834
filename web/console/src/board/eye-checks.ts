import { Store, useStore } from '@shared/media';
import { eyeChecks, toggled, type EyeCheck } from './ready';

const keyOf = (sittingId: string) => `kaochang.eye-checks.${sittingId}`;

/** The ticks of this page's candidates, by sitting. */
const ticks = new Store<Record<string, readonly EyeCheck[]>>({});

function read(sittingId: string): readonly EyeCheck[] {
  try {
    const kept = (sessionStorage.getItem(keyOf(sittingId)) ?? '').split(',');
    return eyeChecks.filter((check) => kept.includes(check));
  } catch {
    return []; // storage may be switched off; ticks then last for the page
  }
}

function keep(sittingId: string, seen: readonly EyeCheck[]): void {
  try {
    sessionStorage.setItem(keyOf(sittingId), seen.join(','));
  } catch {
    // as above
  }
}

/** A steward's ticks for a candidate; they live through a reload of this tab. */
export function useEyeChecks(sittingId: string): [readonly EyeCheck[], (check: EyeCheck) => void] {
  const all = useStore(ticks);
  const seen = all[sittingId] ?? read(sittingId);
  const toggle = (check: EyeCheck) => {
    const next = toggled(seen, check);
    keep(sittingId, next);
    ticks.set({ ...ticks.value, [sittingId]: next });
  };
  return [seen, toggle];
}
