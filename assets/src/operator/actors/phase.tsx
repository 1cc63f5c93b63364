import { clsx } from '~/lib/clsx';
import { m } from '~/words';
import { exitLabels, labelOf, phaseLabels } from '../labels';
import type { Actor } from './types';

interface Words {
  text: string;
  tone: string;
}

/** What an actor is about, in a word or two. */
export function phaseWords({ phase, healthy, exit, doing, depth }: Actor): Words {
  if (phase === 'ended') {
    const isClean = exit === null || exit.exit === 'normal' || exit.exit === 'quit';
    return {
      text: exit ? labelOf(exitLabels, exit.exit) : m.operator_phase_ended(),
      tone: isClean ? 'text-ink-3' : 'text-bad',
    };
  }
  if (phase === 'backoff') return { text: m.operator_phase_backoff(), tone: 'text-bad' };
  if (!healthy) return { text: doing ? m.operator_hangs_in({ message: doing }) : m.operator_hangs(), tone: 'text-bad' };
  if (phase !== 'running') return { text: labelOf(phaseLabels, phase), tone: 'text-warn' };
  if (doing) return { text: doing, tone: 'text-good' };
  return depth > 0 ? { text: m.operator_busy(), tone: 'text-good' } : { text: m.operator_idle(), tone: 'text-ink-3' };
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
