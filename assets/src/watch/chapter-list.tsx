import { useQuery } from '@tanstack/react-query';
import { type RefObject, useCallback } from 'react';
import type { Chapter } from '~/api/types';
import { clsx } from '~/lib/clsx';
import { clock, spokenDuration } from '~/lib/format';
import { playFrom } from '~/player/seek';
import { testids } from '~/testids';
import { usePlayhead } from './playhead';
import { type Tile, storyboardQuery, tileAt } from './storyboard';

const WIDTH = 96;
const HEIGHT = 54;
/** The first pictures of a chapter may still be of the one before. */
const INTO_CHAPTER_S = 0.5;

type Element = RefObject<HTMLVideoElement | null>;

/** A part of a larger image, as large as there is room for. */
function Still({ tile }: { tile: Tile | undefined }) {
  return (
    <span className="relative h-[54px] w-24 flex-none overflow-hidden rounded-[8px] bg-black/80">
      {tile && (
        <span
          className="absolute top-1/2 left-1/2 overflow-hidden"
          style={{
            width: tile.width,
            height: tile.height,
            translate: '-50% -50%',
            scale: String(Math.min(WIDTH / tile.width, HEIGHT / tile.height)),
          }}
        >
          <img
            src={tile.image}
            alt=""
            loading="lazy"
            decoding="async"
            className="max-w-none"
            style={{ translate: `${-tile.x}px ${-tile.y}px` }}
          />
        </span>
      )}
    </span>
  );
}

interface ChapterListProps {
  chapters: readonly Chapter[];
  storyboard: string | undefined;
  element: Element;
}

export function ChapterList({ chapters, storyboard, element }: ChapterListProps) {
  const number = useCallback((at: number) => chapters.findLastIndex(({ start }) => start <= at), [chapters]);
  const current = usePlayhead(element, number);
  const { data: tiles } = useQuery(storyboardQuery(storyboard));
  return (
    <ol className="-mx-2 mt-1 max-h-96 overflow-y-auto" data-testid={testids.chapterList}>
      {chapters.map(({ start, title }, index) => (
        <li key={start}>
          <button
            type="button"
            className={clsx(
              'flex min-h-11 w-full items-center gap-3 rounded-control px-2 py-1.5 text-left hover:bg-surface',
              index === current && 'bg-surface font-semibold',
            )}
            aria-current={index === current ? 'true' : undefined}
            data-testid={testids.chapter}
            onClick={() => element.current && playFrom(element.current, start)}
          >
            {storyboard && <Still tile={tileAt(tiles ?? [], start + INTO_CHAPTER_S)} />}
            <span className="min-w-12 flex-none text-sm font-semibold text-accent tabular-nums">
              <span aria-hidden="true">{clock(start)}</span>
              <span className="sr-only">{spokenDuration(start)}</span>
            </span>
            <span className="min-w-0 break-words">{title}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
