import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { problemsOf, valuesOf } from './device-check';

const web = fileURLToPath(new URL('..', import.meta.url));
const texts = (path: string) => JSON.parse(readFileSync(`${web}${path}`, 'utf8')) as Record<string, Record<string, unknown>>;

/** Every reason that the server's rules give, read from their source. */
function reasons(): string[] {
  const rules = readFileSync(`${web}../internal/exam/devicejudge.go`, 'utf8');
  const whole = [...rules.matchAll(/"((?:browser|camera|microphone|speaker|network|events|media|storage|clock|power|screen)_[a-z_]+)"/g)].map((hit) => hit[1] ?? '');
  const ends = [...rules.matchAll(/"(_[a-z_]+)"/g)].map((hit) => hit[1] ?? '');
  return [...new Set([...whole, ...ends.flatMap((end) => [`camera${end}`, `microphone${end}`])])].sort();
}

// FEATURES: A16
describe.each(['zh-CN', 'en'])('in %s', (language) => {
  it('every reason has its words and its way out', () => {
    const said = texts(`shared/i18n/${language}.json`).check?.reason as object;
    const fixes = texts(`candidate/src/features/device-check/texts/${language}.json`).check_fix ?? {};
    expect(reasons().length).toBeGreaterThan(40);
    expect(Object.keys(said).sort()).toEqual(reasons());
    expect(Object.keys(fixes).sort()).toEqual(reasons());
  });
});

describe('a check in words', () => {
  const t = ((key: string, values: object) => `${key} ${JSON.stringify(values)}`) as unknown as Parameters<typeof valuesOf>[2];

  it('names what is wrong, in order', () => {
    const findings = [
      { item: 'camera', verdict: 'fail' as const, reasons: ['camera_denied'] },
      { item: 'power', verdict: 'warning' as const, reasons: ['power_low'] },
      { item: 'clock', verdict: 'pass' as const },
    ];
    expect(problemsOf({ findings })).toEqual([
      { item: 'camera', reason: 'camera_denied', grave: true },
      { item: 'power', reason: 'power_low', grave: false },
    ]);
  });

  it('says what was measured, and nothing where nothing was', () => {
    const network = { asked: 10, lost: 0, round_trip_ms: 41.6, jitter_ms: 3, down_kbps: 20_000, up_kbps: 2_340, bytes: 1 };
    expect(valuesOf('network', { network }, t)).toBe('check.values.network {"trip":"42","up":"2.3","down":"20"}');
    expect(valuesOf('network', { network: { ...network, lost: 10 } }, t)).toBe('');
    expect(valuesOf('camera', { camera: { problem: 'denied', width: 0, height: 0, fps: 0, luma: 0, spread: 0 } }, t)).toBe('');
    expect(valuesOf('power', { power: { told: false, percent: 0, charging: false } }, t)).toBe('');
  });
});
