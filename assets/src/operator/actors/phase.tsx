import { clsx } from '~/lib/clsx';
import type { Actor } from './types';

interface Words {
  text: string;
  tone: string;
}

/** What an actor is about, in a word or two. */
export function phaseWords({ phase, healthy, exit, doing, depth }: Actor): Words {
  if (phase === 'ended') {
    const isClean = exit === null || exit.exit === 'normal' || exit.exit === 'quit';
    return { text: exit ? exit.exit.replaceAll('_', ' ') : 'ended', tone: isClean ? 'text-ink-3' : 'text-bad' };
  }
  if (phase === 'backoff') return { text: 'waits to restart', tone: 'text-bad' };
  if (!healthy) return { text: doing ? `hangs in ${doing}` : 'hangs', tone: 'text-bad' };
  if (phase !== 'running') return { text: phase, tone: 'text-warn' };
  if (doing) return { text: doing, tone: 'text-good' };
  return depth > 0 ? { text: 'busy', tone: 'text-good' } : { text: 'idle', tone: 'text-ink-3' };
}

export function PhaseMark({ actor }: { actor: Actor }) {
  const { text, tone } = phaseWords(actor);
  return (
    <span className="flex min-w-0 items-center gap-1.5" title={text}>
      <span className={clsx('size-2 flex-none rounded-full bg-current', tone)} aria-hidden="true" />
      <span className={clsx('truncate', tone === 'text-ink-3' ? 'text-ink-3' : tone)}>{text}</span>
    </span>
  );
}
