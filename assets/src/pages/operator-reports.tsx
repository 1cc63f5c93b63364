import { useInfiniteQuery } from '@tanstack/react-query';
import { ErrorCard } from '~/components/error-card';
import { Section } from '~/components/section';
import { useTitle } from '~/lib/hooks';
import { reportsQuery } from '~/operator/moderation/queries';
import { ReportRow } from '~/operator/moderation/report-row';
import { testids } from '~/testids';
import { m } from '~/words';

const LOOK_AGAIN_MS = 15_000;

/** What people have reported, the longest waiting first. */
export function ReportsPage() {
  useTitle(m.operator_reports());
  const list = useInfiniteQuery({ ...reportsQuery, refetchOnMount: 'always', refetchInterval: LOOK_AGAIN_MS });
  const reports = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title={m.operator_reports_title()} lead={m.operator_reports_lead()}>
      {list.isPending && (
        <div className="skeleton h-64 rounded-card!" aria-busy="true" aria-label={m.common_loading()} />
      )}
      {list.isError && reports.length === 0 && <ErrorCard error={list.error} retry={() => void list.refetch()} />}
      {list.data && reports.length === 0 && <p className="py-6 text-ink-2">{m.operator_no_reports()}</p>}
      <ul>
        {reports.map((report) => (
          <ReportRow key={report.id} report={report} />
        ))}
      </ul>
      {list.hasNextPage && (
        <button
          type="button"
          className="btn btn-quiet mt-5"
          disabled={list.isFetchingNextPage}
          data-testid={testids.listMore}
          onClick={() => void list.fetchNextPage()}
        >
          {list.isFetchingNextPage ? m.common_loading_more() : m.common_show_more()}
        </button>
      )}
    </Section>
  );
}
