/** What this browser calls itself to people, such as "iPhone · Safari". */
export function deviceLabel(userAgent: string = navigator.userAgent): string {
  return `${machineOf(userAgent)} · ${browserOf(userAgent)}`;
}

/** What this device is, as far as the browser tells: a tablet counts as a phone (FEATURES A14). */
export function deviceKind(userAgent: string = navigator.userAgent, touchPoints: number = navigator.maxTouchPoints): 'phone' | 'pc' {
  if (/iPhone|iPad|iPod|Android|HarmonyOS|OpenHarmony|Mobile/.test(userAgent)) return 'phone';
  // An iPad calls itself a Mac; no Mac has a touch screen.
  return /Macintosh/.test(userAgent) && touchPoints > 1 ? 'phone' : 'pc';
}

function machineOf(ua: string): string {
  if (/iPhone/.test(ua)) return 'iPhone';
  if (/iPad/.test(ua)) return 'iPad';
  if (/HarmonyOS|OpenHarmony/.test(ua)) return 'HarmonyOS';
  if (/Android/.test(ua)) return /;\s*([^;)]+?)\s+Build\//.exec(ua)?.[1] ?? 'Android';
  if (/Windows/.test(ua)) return 'Windows';
  if (/Macintosh/.test(ua)) return 'Mac';
  return 'Linux';
}

function browserOf(ua: string): string {
  const known: readonly (readonly [RegExp, string])[] = [
    [/MicroMessenger/, 'WeChat'],
    [/Edg(A|iOS)?\//, 'Edge'],
    [/Firefox|FxiOS/, 'Firefox'],
    [/Chrome|CriOS/, 'Chrome'],
    [/Safari/, 'Safari'],
  ];
  return known.find(([pattern]) => pattern.test(ua))?.[1] ?? 'Browser';
}
