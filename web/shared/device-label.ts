/** What this browser calls itself to people, such as "iPhone · Safari". */
export function deviceLabel(userAgent: string = navigator.userAgent): string {
  return `${machineOf(userAgent)} · ${browserOf(userAgent)}`;
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
