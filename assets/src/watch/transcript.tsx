import { queryOptions, useQuery } from '@tanstack/react-query';
import { ArrowDownUp, Search } from 'lucide-react';
import { type RefObject, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { Playback } from '~/api/types';
import { ErrorCard } from '~/components/error-card';
import { clsx } from '~/lib/clsx';
import { clock, spokenDuration } from '~/lib/format';
import { preferences } from '~/player/preferences';
import { playFrom } from '~/player/seek';
import { testids } from '~/testids';
import { locale, m } from '~/words';
import { usePlayhead } from './playhead';
import { type Line, findLines, lineAt, parseTranscript, splitAtFound } from './vtt';

type Track = Playback['captions'][number];

const transcriptQuery = (url: string) =>
  queryOptions({
    queryKey: ['transcript', url],
    queryFn: async ({ signal }) => {
      const response = await fetch(url, { signal });
      if (!response.ok) throw new TypeError(`the captions answered with ${response.status}`);
      return parseTranscript(await response.text());
    },
    staleTime: Infinity,
  });

/** The captions that are on, else those in the language of the page, else the first. */
function firstTrack(captions: readonly Track[]): Track | undefined {
  const wanted = [preferences().captions, locale];
  return wanted.map((code) => captions.find(({ language }) => language === code)).find(Boolean) ?? captions[0];
}

interface TranscriptProps {
  captions: readonly Track[];
  element: RefObject<HTMLVideoElement | null>;
}

export default function Transcript({ captions, element }: TranscriptProps) {
  const [language, setLanguage] = useState(() => firstTrack(captions)?.language);
  const [sought, setSought] = useState('');
  const track = captions.find((one) => one.language === language) ?? captions[0];
  const { data: lines, error, refetch } = useQuery({ ...transcriptQuery(track?.url ?? ''), enabled: Boolean(track) });
  return (
    <div data-testid={testids.transcript}>
      <div className="mt-2 flex flex-wrap gap-3">
        <label className="relative min-w-48 flex-1">
          <span className="sr-only">{m.watch_transcript_search()}</span>
          <Search className="absolute top-3.5 left-3 size-4.5 text-ink-3" aria-hidden="true" />
          <input
            type="search"
            className="field pl-10"
            placeholder={m.watch_transcript_search()}
            value={sought}
            data-testid={testids.transcriptSearch}
            onChange={(event) => setSought(event.target.value)}
          />
        </label>
        {captions.length > 1 && (
          <select
            className="field w-auto"
            aria-label={m.watch_transcript_language()}
            value={track?.language}
            onChange={(event) => setLanguage(event.target.value)}
          >
            {captions.map((one) => (
              <option key={one.language} value={one.language}>
                {one.label}
              </option>
            ))}
          </select>
        )}
      </div>
      {lines && <Lines lines={lines} sought={sought} element={element} />}
      {!lines && !error && (
        <div className="skeleton mt-3 h-64" aria-busy="true" aria-label={m.watch_transcript_loading()} />
      )}
      {error && !lines && <ErrorCard error={error} retry={() => void refetch()} />}
    </div>
  );
}

/** A line with what was sought in it. */
function Found({ text, sought }: { text: string; sought: string }) {
  return splitAtFound(text, sought).map((piece, index) =>
    index % 2 === 1 ? (
      <mark key={index} className="rounded-xs bg-glow text-[#241019]">
        {piece}
      </mark>
    ) : (
      piece
    ),
  );
}

interface LinesProps {
  lines: readonly Line[];
  sought: string;
  element: RefObject<HTMLVideoElement | null>;
}

function Lines({ lines, sought, element }: LinesProps) {
  const list = useRef<HTMLOListElement>(null);
  const [follows, setFollows] = useState(true);
  const current = usePlayhead(
    element,
    useCallback((at: number) => lineAt(lines, at), [lines]),
  );
  const words = useDeferredValue(sought);
  const found = useMemo(() => findLines(lines, words), [lines, words]);
  const isSearch = words.trim() !== '';

  useEffect(() => {
    const box = list.current;
    const row = box?.querySelector<HTMLElement>('[aria-current]');
    if (!box || !row || !follows || isSearch) return;
    box.scrollTop = row.offsetTop - box.clientHeight / 2 + row.offsetHeight / 2;
  }, [current, follows, isSearch]);

  if (found.length === 0) return <p className="py-6 text-center text-ink-2">{m.watch_transcript_none()}</p>;
  const leave = () => setFollows(false);
  return (
    <div className="relative">
      <ol
        ref={list}
        className="relative -mx-2 mt-3 max-h-96 overflow-y-auto overscroll-contain"
        onWheel={leave}
        onTouchMove={leave}
      >
        {found.map((index) => {
          const { start, text } = lines[index] as Line;
          return (
            <li key={index} className="[contain-intrinsic-size:auto_44px] [content-visibility:auto]">
              <button
                type="button"
                className={clsx(
                  'flex min-h-11 w-full items-baseline gap-3 rounded-control px-2 py-2 text-left hover:bg-surface',
                  index === current && 'bg-surface font-semibold',
                )}
                aria-current={index === current ? 'true' : undefined}
                data-testid={testids.transcriptLine}
                onClick={() => {
                  setFollows(true);
                  if (element.current) playFrom(element.current, start);
                }}
              >
                <span className="min-w-12 flex-none text-sm font-semibold text-accent tabular-nums">
                  <span aria-hidden="true">{clock(start)}</span>
                  <span className="sr-only">{spokenDuration(start)}</span>
                </span>
                <span className="min-w-0 break-words" dir="auto">
                  <Found text={text} sought={words} />
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      {!follows && !isSearch && (
        <button
          type="button"
          className="btn btn-primary absolute bottom-3 left-1/2 -translate-x-1/2"
          data-testid={testids.transcriptFollow}
          onClick={() => setFollows(true)}
        >
          <ArrowDownUp aria-hidden="true" />
          {m.watch_transcript_follow()}
        </button>
      )}
    </div>
  );
}
