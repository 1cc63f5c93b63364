import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { MediaJob } from '~/api/types';
import { Section } from '~/components/section';
import { ErrorCard } from '~/components/error-card';
import { useTitle } from '~/lib/hooks';
import { DeadLetters } from '~/operator/jobs/dead-letters';
import { JobConfirm } from '~/operator/jobs/job-confirm';
import { shownJobs } from '~/operator/jobs/job-list';
import { JobRow } from '~/operator/jobs/job-row';
import { OneVideo } from '~/operator/jobs/one-video';
import { jobsQuery, lettersQuery } from '~/operator/jobs/queries';
import { useJobActions } from '~/operator/jobs/use-job-actions';
import { Table } from '~/operator/list';
import { usePace } from '~/operator/live/feed';
import { useTitles } from '~/operator/names';
import { type JobsSearch, jobsSearch } from '~/operator/search';
import { Segmented } from '~/operator/segmented';
import { testids } from '~/testids';
import { m } from '~/words';

const route = getRouteApi('/operator/jobs');
const columns = [
  m.operator_state(),
  m.operator_job(),
  m.operator_video(),
  m.operator_priority(),
  m.operator_progress(),
  m.operator_worker(),
  m.operator_actions(),
];
/** Rows that a page shows well; who has more waiting looks at the figures, not at every one. */
const MOST = 200;

interface Asking {
  job: MediaJob;
  what: 'cancel' | 'retry';
}

export function JobsPage() {
  useTitle(m.operator_jobs());
  const { show = 'all', video } = route.useSearch();
  const navigate = route.useNavigate();
  const keep = (change: JobsSearch) =>
    void navigate({ search: (before) => jobsSearch({ ...before, ...change }), replace: true, resetScroll: false });
  const list = useQuery({ ...jobsQuery(video), refetchInterval: usePace(1000), refetchOnMount: 'always' });
  const dead = useQuery({ ...lettersQuery, refetchInterval: usePace(3000), refetchOnMount: 'always' });
  const { asked, act } = useJobActions(list.data);
  const [asking, setAsking] = useState<Asking>();
  const jobs = list.data ?? [];
  const letters = (dead.data ?? []).filter((letter) => !video || letter.video === video);
  const kept = shownJobs(jobs, asked).filter(({ job }) => show === 'all' || job.state === show);
  const shownVideos = show === 'dead' ? letters.map((letter) => letter.video) : kept.map(({ job }) => job.video);
  const titles = useTitles(video ? [video] : shownVideos);
  const options = [
    { value: 'all', label: m.operator_all(), count: jobs.length },
    { value: 'running', label: m.operator_running(), count: jobs.filter(({ state }) => state === 'running').length },
    { value: 'waiting', label: m.operator_waiting(), count: jobs.filter(({ state }) => state === 'waiting').length },
    { value: 'dead', label: m.operator_given_up(), count: letters.length },
  ] as const;
  const seen = show === 'dead' ? dead : list;
  return (
    <Section
      title={m.operator_media_jobs()}
      lead={m.operator_jobs_lead()}
      aside={
        <Segmented
          label={m.operator_which_jobs()}
          value={show}
          options={options}
          testid={testids.jobShow}
          onChange={(next) => keep({ show: next })}
        />
      }
    >
      {video && <OneVideo id={video} title={titles.get(video)} onAll={() => keep({ video: undefined })} />}
      {seen.isPending && (
        <div className="skeleton h-64 rounded-card!" aria-busy="true" aria-label={m.common_loading()} />
      )}
      {!seen.data && seen.isError && <ErrorCard error={seen.error} retry={() => void seen.refetch()} />}
      {dead.data && show === 'dead' && <DeadLetters letters={letters} titles={titles} />}
      {list.data && show !== 'dead' && kept.length === 0 && (
        <p className="py-6 text-ink-2">
          {jobs.length === 0 && !video ? m.operator_workers_rest() : m.operator_none_like_that()}
        </p>
      )}
      {show !== 'dead' && kept.length > 0 && (
        <Table caption={m.operator_jobs_caption()} columns={columns}>
          {kept.slice(0, MOST).map((shown) => (
            <JobRow
              key={shown.job.id}
              shown={shown}
              title={titles.get(shown.job.video)}
              onNarrow={video ? undefined : () => keep({ video: shown.job.video })}
              onAct={(what) => act(shown.job.id, what)}
              onAsk={(what) => setAsking({ job: shown.job, what })}
            />
          ))}
        </Table>
      )}
      {kept.length > MOST && show !== 'dead' && (
        <p className="pt-4 text-sm text-ink-3">{m.operator_more_wait({ count: kept.length - MOST })}</p>
      )}
      {asking && (
        <JobConfirm
          {...asking}
          onConfirm={() => act(asking.job.id, asking.what)}
          onClose={() => setAsking(undefined)}
        />
      )}
    </Section>
  );
}
