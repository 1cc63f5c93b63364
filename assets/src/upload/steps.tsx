import { Check, CircleDashed, LoaderCircle } from 'lucide-react';
import type { Video } from '~/api/types';
import { percent, remaining } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { type Step, stepsOf } from './step-list';

const labels: Record<Step['name'], () => string> = {
  upload: m.upload_step_upload,
  check: m.upload_step_check,
  watch: m.upload_step_watch,
  qualities: m.upload_step_qualities,
  pictures: m.upload_step_pictures,
};

const icons = { done: Check, now: LoaderCircle, later: CircleDashed };

function noteOf(name: Step['name'], { renditions, progress, eta }: Video): string {
  if (name !== 'qualities' || renditions.length === 0) return '';
  const made = renditions.filter((rendition) => rendition.progress >= 1).length;
  const count = m.upload_step_made({ made, all: renditions.length });
  if (made === renditions.length) return count;
  const left = eta != null && eta > 0 ? ` · ${m.upload_left({ time: remaining(eta) })}` : '';
  return `${count} · ${percent(progress)}${left}`;
}

/** From the first byte to the last quality, as it happens. */
export function Steps({ video, isSent }: { video: Video; isSent: boolean }) {
  return (
    <ol className="grid gap-1.5 text-sm" aria-label={m.upload_steps()} data-testid={testids.uploadSteps}>
      {stepsOf(video, isSent).map(({ name, state }) => {
        const Icon = icons[state];
        return (
          <li
            key={name}
            className="flex items-center gap-2 tabular-nums data-[state=later]:text-ink-3"
            data-step={name}
            data-state={state}
            aria-current={state === 'now' ? 'step' : undefined}
          >
            <Icon
              className={
                state === 'done' ? 'size-4 text-good' : state === 'now' ? 'size-4 animate-spin text-warn' : 'size-4'
              }
              aria-hidden="true"
            />
            <span className={state === 'now' ? 'font-semibold' : undefined}>{labels[name]()}</span>
            {state === 'done' && <span className="sr-only">{m.upload_step_done()}</span>}
            <span className="text-ink-2">{noteOf(name, video)}</span>
          </li>
        );
      })}
    </ol>
  );
}
