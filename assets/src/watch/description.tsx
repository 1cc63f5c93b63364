import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { Video } from '~/api/types';
import { clsx } from '~/lib/clsx';
import { age, day, views } from '~/lib/format';
import { playFrom } from '~/player/seek';
import { testids } from '~/testids';
import { m } from '~/words';
import { Labels, Tags } from './labels';
import { LinkedText } from './linked-text';

interface DescriptionProps {
  video: Video;
  element: RefObject<HTMLVideoElement | null>;
}

/** When it came, what it is about; folded to three lines while it is longer than that. */
export function Description({ video, element }: DescriptionProps) {
  const body = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const [long, setLong] = useState(false);
  const text = video.description.trim();
  const published = video.published_at ?? video.created_at;
  const hasLabels = Boolean(video.category || video.language || video.licence);
  useLayoutEffect(() => {
    const shown = body.current;
    if (!shown) return undefined;
    const measure = () => setLong((was) => was || shown.scrollHeight > shown.clientHeight + 2);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(shown);
    return () => observer.disconnect();
  }, [text]);
  const seek = (seconds: number) => element.current && playFrom(element.current, seconds);
  return (
    <section aria-label={m.watch_about()} className="mt-4 rounded-card bg-sunken px-4 py-3.5 sm:px-5">
      <p className="text-sm font-semibold">
        <span data-testid={testids.videoViews}>{views(video.stats.views)}</span>
        <span className="mx-2 text-ink-3" aria-hidden="true">
          ·
        </span>
        <time dateTime={published} title={day(published)}>
          {open ? day(published) : age(published)}
        </time>
      </p>
      {text && (
        <div
          ref={body}
          dir="auto"
          data-testid={testids.videoDescription}
          className={clsx('mt-2 leading-relaxed wrap-anywhere whitespace-pre-line text-ink-2', !open && 'line-clamp-3')}
        >
          <LinkedText text={text} duration={video.duration ?? undefined} seek={seek} />
        </div>
      )}
      <Tags tags={video.tags} />
      {open && <Labels video={video} />}
      {(long || hasLabels) && (
        <button
          type="button"
          className="-mb-2 min-h-11 text-sm font-semibold"
          aria-expanded={open}
          data-testid={testids.descriptionMore}
          onClick={() => setOpen(!open)}
        >
          {open ? m.watch_show_less() : m.watch_show_more()}
        </button>
      )}
    </section>
  );
}
