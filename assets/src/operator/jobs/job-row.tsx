import { Ban, EllipsisVertical, ListFilter, RotateCcw } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { MediaJob } from '~/api/types';
import { Progress } from '~/components/progress';
import { clsx } from '~/lib/clsx';
import { moment, percent, remaining } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { span } from '../figures';
import { jobLabels, labelOf, priorityLabels } from '../labels';
import { Cell, Row } from '../list';
import { VideoName } from '../video-name';
import { type Asked, type ShownJob, priorities, workOf } from './job-list';

interface JobRowProps {
  shown: ShownJob;
  title: string | undefined;
  /** Shows the jobs of its video alone; none: they are. */
  onNarrow: (() => void) | undefined;
  onAct: (what: Asked) => void;
  onAsk: (what: 'cancel' | 'retry') => void;
}

const states = {
  cancel: { words: m.operator_cancelling, tone: 'bg-warn-soft text-warn' },
  retry: { words: m.operator_beginning_again, tone: 'bg-warn-soft text-warn' },
  running: { words: m.operator_running, tone: 'bg-good-soft text-good' },
  waiting: { words: m.operator_waiting, tone: 'bg-sunken text-ink-2' },
};

function StateMark({ shown: { job, asked } }: Pick<JobRowProps, 'shown'>) {
  const state = asked === 'cancel' || asked === 'retry' ? asked : job.state === 'running' ? 'running' : 'waiting';
  const { words, tone } = states[state];
  return (
    <span className={clsx('status', tone)} data-testid={testids.jobState} data-state={state}>
      {words()}
    </span>
  );
}

function Advance({ job }: { job: MediaJob }) {
  if (job.state !== 'running') {
    return (
      <time dateTime={job.waiting_since} title={moment(job.waiting_since)} className="text-sm text-ink-3">
        {m.operator_waits({ time: span((Date.now() - Date.parse(job.waiting_since)) / 1000) })}
      </time>
    );
  }
  const progress = job.progress ?? 0;
  return (
    <div className="min-w-28">
      <Progress value={progress} label={m.operator_job_progress({ id: job.id })} className="h-1.5!" />
      <p className="mt-1 text-xs text-ink-3 tabular-nums">
        {percent(progress)}
        {job.eta != null && ` · ${m.common_time_left({ time: remaining(job.eta) })}`}
      </p>
    </div>
  );
}

function PriorityChoice({ job, onAct }: { job: MediaJob; onAct: JobRowProps['onAct'] }) {
  if (job.state !== 'waiting') return <span className="text-sm">{labelOf(priorityLabels, job.priority)}</span>;
  return (
    <select
      className="field min-h-11! w-auto py-1! text-sm!"
      aria-label={m.operator_job_priority({ id: job.id })}
      value={job.priority}
      data-testid={testids.jobPriority}
      onChange={({ currentTarget }) => {
        const wanted = priorities.find((priority) => priority === currentTarget.value);
        if (wanted) onAct(wanted);
      }}
    >
      {priorities.map((priority) => (
        <option key={priority} value={priority}>
          {priorityLabels[priority]()}
        </option>
      ))}
    </select>
  );
}

interface ActionsProps extends Pick<JobRowProps, 'onNarrow' | 'onAsk'> {
  job: MediaJob;
  /** It is about to be cancelled, or to begin again. */
  isEnding: boolean;
}

function Actions({ job, isEnding, onNarrow, onAsk }: ActionsProps) {
  const mayRetry = job.state === 'running' && !isEnding;
  const mayCancel = job.is_cancellable && !isEnding;
  if (!mayRetry && !mayCancel && !onNarrow) return null;
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="icon-btn"
        aria-label={m.operator_job_actions({ id: job.id })}
        data-testid={testids.jobActions}
      >
        <EllipsisVertical aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          {onNarrow && (
            <DropdownMenu.Item className="menu-item" data-testid={testids.jobNarrow} onSelect={onNarrow}>
              <ListFilter aria-hidden="true" />
              {m.operator_only_this_video()}
            </DropdownMenu.Item>
          )}
          {mayRetry && (
            <DropdownMenu.Item className="menu-item" data-testid={testids.jobRetry} onSelect={() => onAsk('retry')}>
              <RotateCcw aria-hidden="true" />
              {m.operator_job_retry_ask()}
            </DropdownMenu.Item>
          )}
          {mayCancel && (
            <DropdownMenu.Item
              className="menu-item"
              data-bad=""
              data-testid={testids.jobCancel}
              onSelect={() => onAsk('cancel')}
            >
              <Ban aria-hidden="true" />
              {m.operator_job_cancel_ask()}
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

export function JobRow({ shown, title, onNarrow, onAct, onAsk }: JobRowProps) {
  const { job, asked } = shown;
  const isEnding = asked === 'cancel' || asked === 'retry';
  return (
    <Row testid={testids.job} id={job.id}>
      <Cell wide>
        <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
          <StateMark shown={shown} />
          {job.attempt > 1 && (
            <span className="status bg-warn-soft text-warn">{m.operator_try({ number: job.attempt })}</span>
          )}
        </div>
      </Cell>
      <Cell wide>
        <p className="font-semibold">
          {labelOf(jobLabels, job.kind)} <span className="font-mono text-xs font-normal text-ink-3">#{job.id}</span>
        </p>
        <p className="text-sm text-ink-2">{workOf(job)}</p>
      </Cell>
      <Cell wide>
        <VideoName id={job.video} title={title} />
      </Cell>
      <Cell>
        <PriorityChoice job={job} onAct={onAct} />
      </Cell>
      <Cell>
        <Advance job={job} />
      </Cell>
      <Cell>
        <span className="text-sm whitespace-nowrap text-ink-3 tabular-nums">
          {job.worker_pid != null ? m.operator_pid({ pid: job.worker_pid }) : '–'}
        </span>
      </Cell>
      <Cell corner>
        <Actions job={job} isEnding={isEnding} onNarrow={onNarrow} onAsk={onAsk} />
      </Cell>
    </Row>
  );
}
