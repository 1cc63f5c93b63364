import type { Video } from '~/api/types';
import { watchUrl } from '~/lib/copy';

/** Figures of a video as programs read them: the names are those of the API. */
const columns: readonly [string, (video: Video) => string | number | null | undefined][] = [
  ['id', ({ id }) => id],
  ['title', ({ title }) => title],
  ['url', ({ id }) => watchUrl(id)],
  ['visibility', ({ visibility }) => visibility],
  ['state', ({ state }) => state],
  ['created_at', ({ created_at }) => created_at],
  ['published_at', ({ published_at }) => published_at],
  ['duration', ({ duration }) => duration],
  ['views', ({ stats }) => stats.views],
  ['likes', ({ stats }) => stats.likes],
  ['comments', ({ stats }) => stats.comments],
  ['bytes', ({ storage }) => storage?.bytes],
  ['category', ({ category }) => category],
  ['language', ({ language }) => language],
  ['licence', ({ licence }) => licence],
  ['tags', ({ tags }) => tags.join(', ')],
];

/** A field (RFC 4180). What a spreadsheet would take for a formula is kept a text. */
export function csvField(value: string | number | null | undefined): string {
  if (value == null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function videosCsv(videos: readonly Video[]): string {
  const rows = [
    columns.map(([name]) => name),
    ...videos.map((video) => columns.map(([, valueOf]) => csvField(valueOf(video)))),
  ];
  return rows.map((row) => `${row.join(',')}\r\n`).join('');
}
