import { Link } from '@tanstack/react-router';
import { CircleCheck, type LucideIcon, OctagonAlert, RotateCcw } from 'lucide-react';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';
import { m } from '~/words';
import { timeOfDay } from '../figures';
import { useFeed } from '../live/feed';
import type { Occurrence } from '../live/history';
import { type EventWords, wordsOf } from './event-words';

const looks: Record<EventWords['tone'], { icon: LucideIcon; className: string }> = {
  bad: { icon: OctagonAlert, className: 'text-bad' },
  warn: { icon: RotateCcw, className: 'text-warn' },
  good: { icon: CircleCheck, className: 'text-good' },
};

function Subject({ subject, actor, video }: EventWords) {
  const q = actor === undefined ? video : `#${actor}`;
  return (
    <Link
      to="/operator/actors"
      search={q ? { q } : {}}
      className="font-mono text-xs break-all text-ink-2 hover:text-accent"
    >
      {subject}
    </Link>
  );
}

function EventRow({ occurrence: { what } }: { occurrence: Occurrence }) {
  const words = wordsOf(what);
  const { icon: Icon, className } = looks[words.tone];
  return (
    <li
      className="grid grid-cols-[auto_minmax(0,1fr)_auto] gap-x-2.5 border-t border-line px-4 py-2 first:border-0"
      data-testid={testids.operatorEvent}
      data-event={what.event}
    >
      <Icon className={clsx('mt-0.5 size-4', className)} aria-hidden="true" />
      <p className="min-w-0 text-sm leading-snug">
        <span className="font-semibold">{words.title}</span> <Subject {...words} />
        <span className="block text-ink-2">{words.detail}</span>
      </p>
      <time dateTime={what.at} className="text-xs leading-5 text-ink-3 tabular-nums">
        {timeOfDay(what.at)}
      </time>
    </li>
  );
}

/** What nobody planned, as it happens; the newest first. */
export function EventFeed() {
  const { events, told } = useFeed();
  return (
    <section
      aria-labelledby="operator-events"
      className="card flex max-h-120 min-h-0 flex-1 flex-col overflow-hidden xl:max-h-none"
      data-testid={testids.operatorEvents}
    >
      <h2
        id="operator-events"
        className="flex items-baseline justify-between px-4 py-3 text-lg font-bold tracking-tight"
      >
        {m.operator_what_happens()}
        <span className="font-sans text-xs font-semibold text-ink-3 tabular-nums">
          {told > 0 && m.operator_since_you_look({ count: told })}
        </span>
      </h2>
      {events.length === 0 ? (
        <p className="border-t border-line px-4 py-6 text-sm leading-relaxed text-ink-2">{m.operator_all_is_well()}</p>
      ) : (
        <div
          role="log"
          aria-labelledby="operator-events"
          tabIndex={0}
          className="min-h-0 flex-1 overflow-y-auto border-t border-line"
        >
          <ol>
            {events.map((occurrence) => (
              <EventRow key={occurrence.number} occurrence={occurrence} />
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}
