import type { StreamStorage } from '~/api/types';
import { bytes } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { count, counted, share } from '../figures';

interface StreamsProps {
  streams: readonly StreamStorage[];
  /** Of all of them. */
  total: number;
}

/** What is stored under each name, as bars: the largest is as wide as there is room. */
export function Streams({ streams, total }: StreamsProps) {
  const largest = Math.max(1, ...streams.map((stream) => stream.bytes));
  return (
    <ul className="grid gap-3">
      {streams.map(({ stream, is_mezzanine, bytes: size, segments, videos, evicted }) => (
        <li key={stream} data-testid={testids.storageStream} data-name={stream}>
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span className="font-semibold">
              {stream}
              {is_mezzanine && <span className="ml-2 text-xs font-medium text-ink-3">{m.operator_sources_own()}</span>}
            </span>
            <span className="text-sm text-ink-2 tabular-nums">
              <span className="font-semibold text-ink">{bytes(size)}</span> · {share(size / Math.max(1, total))} ·{' '}
              {counted(m.operator_count_segments, segments)} {counted(m.operator_of_videos, videos)}
              {evicted > 0 && ` · ${m.operator_evicted_of({ count: count(evicted) })}`}
            </span>
          </div>
          <div className="mt-1 h-2 overflow-hidden rounded-full bg-sunken" aria-hidden="true">
            <div
              className={`h-full rounded-full ${is_mezzanine ? 'bg-line-strong' : 'bg-glow'}`}
              style={{ width: `${(size / largest) * 100}%` }}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
