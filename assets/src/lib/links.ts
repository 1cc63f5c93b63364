/** Where a video is watched, from a second of it on. */
export function watchUrl(id: string, seconds = 0): string {
  const url = new URL(`/watch/${encodeURIComponent(id)}`, location.origin);
  if (seconds >= 1) url.searchParams.set('t', String(Math.floor(seconds)));
  return url.href;
}

/** HTML that shows a video in somebody else's page. */
export function embedCode({ id, title }: { id: string; title: string }, seconds = 0): string {
  const url = new URL(`/embed/${encodeURIComponent(id)}`, location.origin);
  if (seconds >= 1) url.searchParams.set('t', String(Math.floor(seconds)));
  const name = title.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<iframe src="${url.href}" title="${name}" width="640" height="360" style="border:0" allow="autoplay; fullscreen; picture-in-picture" allowfullscreen></iframe>`;
}
