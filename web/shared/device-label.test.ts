import { expect, it } from 'vitest';
import { deviceKind, deviceLabel } from './device-label';

it.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1', 'iPhone · Safari'],
  ['Mozilla/5.0 (Linux; Android 14; PJD110 Build/UKQ1) Chrome/120 Mobile Safari/537', 'PJD110 · Chrome'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126 Safari/537 Edg/126', 'Windows · Edge'],
  ['Mozilla/5.0 (iPhone) MicroMessenger/8.0.49', 'iPhone · WeChat'],
])('%s is %s', (userAgent, want) => {
  expect(deviceLabel(userAgent)).toBe(want);
});

// FEATURES: A14
it.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1', 5, 'phone'],
  ['Mozilla/5.0 (Linux; Android 14; PJD110 Build/UKQ1) Chrome/120 Mobile Safari/537', 5, 'phone'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1.15', 5, 'phone'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1.15', 0, 'pc'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126 Safari/537', 10, 'pc'],
] as const)('%s with %i touch points is a %s', (userAgent, touchPoints, want) => {
  expect(deviceKind(userAgent, touchPoints)).toBe(want);
});
