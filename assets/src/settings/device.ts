import { m } from '~/words';

// The order matters: most browsers also say that they are those below them.
const programs: [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Headless)?(?:Chrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
];

const systems: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'Mac'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

const first = (text: string, table: [RegExp, string][]) => table.find(([pattern]) => pattern.test(text))?.[1];

/** What a person would call the device behind a User-Agent header; programs keep the name they gave themselves. */
export function deviceName(userAgent: string): string {
  const program = first(userAgent, programs);
  const system = first(userAgent, systems);
  if (program && system) return m.settings_device({ program, system });
  return program ?? system ?? (userAgent.split('/')[0]?.trim() || m.settings_device_unknown());
}
