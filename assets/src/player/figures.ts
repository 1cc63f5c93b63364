import { locale } from '~/words';

const upToHundredths = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const hundredths = new Intl.NumberFormat(locale, { style: 'percent' });

/** As many digits as it has, two behind the point at most. */
export const figure = (value: number) => upToHundredths.format(value);

export const share = (part: number) => hundredths.format(part);

/** "1.25×": how fast it plays. */
export const speed = (rate: number) => `${figure(rate)}×`;

/** Symbols are the same in every language; the numbers before them are not. */
export const seconds = (value: number) => `${tenths.format(value)} s`;

export function bitrate(bandwidth: number): string {
  return bandwidth >= 1_000_000
    ? `${tenths.format(bandwidth / 1_000_000)} Mb/s`
    : `${whole.format(Math.max(1, bandwidth / 1000))} kb/s`;
}
