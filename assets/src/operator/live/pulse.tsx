import { Pause, Play } from 'lucide-react';
import { useEffect, useState } from 'react';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';
import { m } from '~/words';
import { useFeed, useOperatorFeed } from './feed';
import { type Pulse, pulseOf } from './pulse-of';

const tones: Record<Pulse['tone'], string> = {
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  quiet: 'bg-sunken text-ink-2',
};

function useSecond(): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Whether what one sees is how it is now, and the way to hold it still. */
export function LivePulse() {
  const feed = useOperatorFeed();
  const { socket, heardAt, isPaused } = useFeed();
  const now = useSecond();
  const { state, words, tone } = pulseOf({ socket, isPaused, silence: heardAt > 0 ? now - heardAt : undefined });
  return (
    <div className="flex items-center gap-1.5">
      <p role="status" className={clsx('status', tones[tone])} data-testid={testids.operatorPulse} data-state={state}>
        <span
          aria-hidden="true"
          className={clsx('size-2 rounded-full bg-current', state === 'live' && 'motion-safe:animate-pulse')}
        />
        {words}
      </p>
      <button
        type="button"
        className="icon-btn"
        aria-label={isPaused ? m.operator_go_on() : m.operator_hold()}
        title={isPaused ? m.operator_go_on() : m.operator_hold()}
        aria-pressed={isPaused}
        data-testid={testids.operatorPause}
        onClick={() => feed.pause(!isPaused)}
      >
        {isPaused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
      </button>
    </div>
  );
}
