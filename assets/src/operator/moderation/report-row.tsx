import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '~/api/client';
import { describe, isNotFound } from '~/api/problem';
import type { CommentReport } from '~/api/types';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { focusSection, sectionOf } from '~/components/section';
import { age, moment } from '~/lib/format';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { counted } from '../figures';
import { reportsQuery } from './queries';

type Outcome = 'dismissed' | 'deleted';
type Question = 'delete' | 'purge';

interface ReportPages {
  items: CommentReport[];
}

/** Answers a report: it is gone at once, with the others about the same comment when that is taken away. */
function useResolve(report: CommentReport) {
  const queries = useQueryClient();
  const { queryKey } = reportsQuery;
  return useMutation({
    mutationFn: (outcome: Outcome) =>
      client.POST('/api/v1/operator/reports/{id}/resolve', { params: { path: { id: report.id } }, body: { outcome } }),
    onMutate: async (outcome) => {
      await queries.cancelQueries({ queryKey });
      const before = queries.getQueryData(queryKey);
      const isAnswered = (other: CommentReport) =>
        outcome === 'deleted' ? other.comment === report.comment : other.id === report.id;
      queries.setQueryData<InfiniteData<ReportPages, string | undefined>>(
        queryKey,
        (data) =>
          data && {
            ...data,
            pages: data.pages.map((page) => ({ ...page, items: page.items.filter((one) => !isAnswered(one)) })),
          },
      );
      return before;
    },
    onSuccess: (_answer, outcome) =>
      notify('success', outcome === 'deleted' ? 'The comment is gone' : 'The report is dismissed'),
    onError: (error, _outcome, before) => {
      if (before && !isNotFound(error)) queries.setQueryData(queryKey, before);
      void notify('error', isNotFound(error) ? 'Somebody has answered it already.' : describe(error));
    },
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
}

function usePurge(report: CommentReport) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      client.POST('/api/v1/operator/users/{id}/purge-comments', { params: { path: { id: report.author_id } } }),
    onSuccess: ({ data }) => notify('success', `Gone: ${counted(data?.comments ?? 0, 'comment')} by ${report.author}`),
    onError: (error) => notify('error', describe(error)),
    onSettled: () => queries.invalidateQueries({ queryKey: reportsQuery.queryKey }),
  });
}

export function ReportRow({ report }: { report: CommentReport }) {
  const [asks, setAsks] = useState<Question>();
  const resolve = useResolve(report);
  const purge = usePurge(report);
  const { author, reporter, reason, body, at, video } = report;
  return (
    <li className="border-b border-line py-5 last:border-0" data-testid={testids.report} data-id={report.id}>
      <p className="text-sm text-ink-2">
        <Link to="/@{$username}" params={{ username: author }} className="font-semibold text-ink hover:text-accent">
          {author}
        </Link>{' '}
        wrote, beside{' '}
        <Link to="/watch/$id" params={{ id: video }} className="link">
          this video
        </Link>
        :
      </p>
      <blockquote className="my-2.5 max-w-prose border-l-3 border-line-strong pl-4 leading-relaxed break-words whitespace-pre-wrap">
        {body}
      </blockquote>
      <p className="text-sm text-ink-2">
        <span className="font-semibold text-ink">{reporter}</span>{' '}
        <time dateTime={at} title={moment(at)}>
          {age(at)}
        </time>
        : {reason ? <q className="break-words">{reason}</q> : <span className="text-ink-3">no reason given</span>}
      </p>
      <div className="mt-3.5 flex flex-wrap gap-2">
        <button
          type="button"
          className="btn btn-quiet"
          aria-label={`Dismiss the report about ${author}`}
          data-testid={testids.reportDismiss}
          onClick={({ currentTarget }) => {
            focusSection(sectionOf(currentTarget));
            resolve.mutate('dismissed');
          }}
        >
          Dismiss
        </button>
        <button
          type="button"
          className="btn btn-bad"
          aria-label={`Delete the comment of ${author}`}
          data-testid={testids.reportDelete}
          onClick={() => setAsks('delete')}
        >
          Delete the comment…
        </button>
        <button
          type="button"
          className="btn btn-quiet text-bad!"
          data-testid={testids.reportPurge}
          onClick={() => setAsks('purge')}
        >
          Everything by {author}…
        </button>
      </div>
      {asks === 'delete' && (
        <ConfirmDialog
          title="Delete the comment?"
          action="Delete"
          working="Deleting…"
          keep="Keep it"
          pending={resolve.isPending}
          testid={testids.reportConfirm}
          onConfirm={() => {
            setAsks(undefined);
            resolve.mutate('deleted');
          }}
          onClose={() => setAsks(undefined)}
        >
          It goes for everybody at once, and all reports about it are answered.
        </ConfirmDialog>
      )}
      {asks === 'purge' && (
        <ConfirmDialog
          title={`Delete all comments by ${author}?`}
          action="Delete them all"
          working="Deleting…"
          keep="Keep them"
          pending={purge.isPending}
          testid={testids.reportConfirm}
          onConfirm={() => purge.mutate(undefined, { onSettled: () => setAsks(undefined) })}
          onClose={() => setAsks(undefined)}
        >
          Everything {author} has written goes, beside every video. It is noted in the audit log and cannot be taken
          back.
        </ConfirmDialog>
      )}
    </li>
  );
}
