import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { MediaJob } from '~/api/types';
import { Progress } from '~/components/progress';
import { remaining } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { count } from '../figures';
import { workOf } from '../jobs/job-list';
import { jobsQuery } from '../jobs/queries';
import { jobLabels, labelOf } from '../labels';
import { useFeed, usePace } from '../live/feed';
import { useTitles } from '../names';

/** As many as one takes in at a glance. */
const MOST = 4;

function WorkRow({ job, title }: { job: MediaJob; title: string | undefined }) {
  return (
    <li className="border-t border-line px-4 py-2.5 text-sm" data-testid={testids.operatorWork}>
      <div className="flex items-baseline justify-between gap-3">
        <span className="truncate font-semibold">
          {title ?? <code className="font-mono text-xs">{job.video}</code>}
        </span>
        <span className="flex-none text-xs text-ink-3 tabular-nums">
          {job.eta == null ? '' : m.common_time_left({ time: remaining(job.eta) })}
        </span>
      </div>
      <p className="truncate text-xs text-ink-2">
        {[labelOf(jobLabels, job.kind), workOf(job)].filter(Boolean).join(' · ')}
      </p>
      <Progress value={job.progress ?? 0} label={m.operator_job_progress({ id: job.id })} className="mt-1.5 h-1!" />
    </li>
  );
}

/** What the media workers do at this moment. */
export function AtWork() {
  const point = useFeed().points.at(-1);
  const { data: jobs = [] } = useQuery({ ...jobsQuery(), refetchInterval: usePace(2000), refetchOnMount: 'always' });
  const running = jobs.filter(({ state }) => state === 'running').slice(0, MOST);
  const titles = useTitles(running.map(({ video }) => video));
  const waiting = point?.waiting ?? 0;
  return (
    <section aria-labelledby="operator-work" className="card flex-none overflow-hidden">
      <h2 id="operator-work" className="flex items-baseline justify-between px-4 py-3 text-lg font-bold tracking-tight">
        {m.operator_at_work()}
        <Link to="/operator/jobs" className="link -my-3.5 inline-flex min-h-11 items-center font-sans text-xs">
          {waiting > 0 ? m.operator_waiting_line({ count: count(waiting) }) : m.operator_all_jobs()}
        </Link>
      </h2>
      {running.length === 0 && (
        <p className="border-t border-line px-4 py-4 text-sm text-ink-2">{m.operator_workers_rest()}</p>
      )}
      <ul>
        {running.map((job) => (
          <WorkRow key={job.id} job={job} title={titles.get(job.video)} />
        ))}
      </ul>
    </section>
  );
}
