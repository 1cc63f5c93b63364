/** Reads `?t=`: `90`, `90s`, `1m30s`, `1h2m3s` or `1:30`. Nothing sensible is the beginning. */
export function parseTime(text: string | number | undefined | null): number {
  const value = String(text ?? '').trim();
  if (/^\d+(\.\d+)?s?$/.test(value)) return Number.parseFloat(value);
  if (/^\d+(:\d{1,2}){1,2}$/.test(value)) {
    return value.split(':').reduce((total, part) => total * 60 + Number(part), 0);
  }
  const parts = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(value);
  if (!parts) return 0;
  const [, h = '0', m = '0', s = '0'] = parts;
  return Number(h) * 3600 + Number(m) * 60 + Number(s);
}
