import { queryOptions } from '@tanstack/react-query';

/** A small picture of a video: a part of a larger image. */
export interface Tile {
  /** Seconds at which the next one begins. */
  until: number;
  image: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

const CUE = /--> (\d+):(\d\d):(\d\d\.\d{3})\s+(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g;

/** Reads a storyboard as the server writes it, with images beside the file. */
export function parseStoryboard(text: string, url: string): Tile[] {
  return [...text.matchAll(CUE)].map(([, hours, minutes, seconds, image = '', ...place]) => {
    const [x = 0, y = 0, width = 0, height = 0] = place.map(Number);
    const until = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return { until, image: new URL(image, url).href, x, y, width, height };
  });
}

export const tileAt = (tiles: readonly Tile[], seconds: number) =>
  tiles.find(({ until }) => seconds < until) ?? tiles.at(-1);

export const storyboardQuery = (url: string | undefined) =>
  queryOptions({
    queryKey: ['storyboard', url],
    queryFn: async ({ signal }) => {
      const response = url === undefined ? undefined : await fetch(url, { signal });
      return response?.ok ? parseStoryboard(await response.text(), response.url) : [];
    },
    enabled: url !== undefined,
    staleTime: Infinity,
  });
