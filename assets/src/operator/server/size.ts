import { locale } from '~/words';

const units: Record<string, number> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  t: 1e12,
  tb: 1e12,
};

/** A size as people write it: `500 MB`, `2.5gb`, `1000`. null: nothing is written; undefined: it is none. */
export function parseSize(text: string): number | null | undefined {
  const trimmed = text.trim().toLowerCase();
  if (!trimmed) return null;
  const [, number, unit = ''] = /^(\d+(?:[.,]\d+)?)\s*([a-z]*)$/.exec(trimmed) ?? [];
  const factor = units[unit];
  if (number === undefined || factor === undefined) return undefined;
  const size = Math.round(Number(number.replace(',', '.')) * factor);
  return Number.isSafeInteger(size) ? size : undefined;
}

const names = ['B', 'kB', 'MB', 'GB', 'TB'];
const plain = new Intl.NumberFormat(locale, { useGrouping: false });

/** The same the other way, without loss: what is written is what was read. */
export function sizeText(size: number | null | undefined): string {
  if (size == null) return '';
  let power = 0;
  while (power < names.length - 1 && size > 0 && size % 1000 ** (power + 1) === 0) power += 1;
  // `2.5 GB` rather than `2500 MB`.
  const next = size / 1000 ** (power + 1);
  const isShort = power < names.length - 1 && next >= 1 && Number.isInteger(next * 10);
  return isShort
    ? `${plain.format(next)} ${names[power + 1]}`
    : `${plain.format(size / 1000 ** power)} ${names[power]}`;
}
