/** How a video behaves in other people's pages. */
export interface EmbedOptions {
  start: number;
  isAutoplay: boolean;
  isMuted: boolean;
  isLoop: boolean;
  /** As wide as the page lets it, instead of a fixed size. */
  isFluid: boolean;
}

export function embedAddress(id: string, options: EmbedOptions, origin: string): string {
  const url = new URL(`/embed/${encodeURIComponent(id)}`, origin);
  if (options.start >= 1) url.searchParams.set('t', String(Math.floor(options.start)));
  if (options.isAutoplay) url.searchParams.set('autoplay', '1');
  // Browsers let nothing play with sound that nobody has pressed.
  if (options.isMuted || options.isAutoplay) url.searchParams.set('muted', '1');
  if (options.isLoop) url.searchParams.set('loop', '1');
  return url.href;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function embedCode(id: string, title: string, options: EmbedOptions, origin: string): string {
  const size = options.isFluid
    ? 'style="border:0;width:100%;aspect-ratio:16/9"'
    : 'width="640" height="360" style="border:0"';
  const src = escape(embedAddress(id, options, origin));
  const allow = 'allow="autoplay; fullscreen; picture-in-picture" allowfullscreen';
  return `<iframe src="${src}" title="${escape(title)}" ${size} loading="lazy" ${allow}></iframe>`;
}
