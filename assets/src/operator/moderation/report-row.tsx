import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { client } from '~/api/client';
import { describe, isNotFound } from '~/api/problem';
import type { CommentReport } from '~/api/types';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { focusSection, sectionOf } from '~/components/section';
import { Sentence } from '~/components/sentence';
import { age, moment } from '~/lib/format';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { count } from '../figures';
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
      notify('success', outcome === 'deleted' ? m.operator_comment_gone() : m.operator_report_dismissed()),
    onError: (error, _outcome, before) => {
      if (before && !isNotFound(error)) queries.setQueryData(queryKey, before);
      void notify('error', isNotFound(error) ? m.operator_answered_already() : describe(error));
    },
    onSettled: () => queries.invalidateQueries({ queryKey }),
  });
}

function usePurge(report: CommentReport) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      client.POST('/api/v1/operator/users/{id}/purge-comments', { params: { path: { id: report.author_id } } }),
    onSuccess: ({ data }) => {
      const gone = data?.comments ?? 0;
      return notify('success', m.operator_purged({ count: gone, shown: count(gone), author: report.author }));
    },
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
        <Sentence
          say={m.operator_wrote_beside}
          fill={{
            author: (
              <Link
                to="/@{$username}"
                params={{ username: author }}
                className="font-semibold text-ink hover:text-accent"
              >
                {author}
              </Link>
            ),
            video: (
              <Link to="/watch/$id" params={{ id: video }} className="link">
                {m.operator_this_video()}
              </Link>
            ),
          }}
        />
      </p>
      <blockquote className="my-2.5 max-w-prose border-l-3 border-line-strong pl-4 leading-relaxed break-words whitespace-pre-wrap">
        {body}
      </blockquote>
      <p className="text-sm text-ink-2">
        <span className="font-semibold text-ink">{reporter}</span>{' '}
        <time dateTime={at} title={moment(at)}>
          {age(at)}
        </time>
        :{' '}
        {reason ? (
          <q className="break-words">{reason}</q>
        ) : (
          <span className="text-ink-3">{m.operator_no_reason()}</span>
        )}
      </p>
      <div className="mt-3.5 flex flex-wrap gap-2">
        <button
          type="button"
          className="btn btn-quiet"
          aria-label={m.operator_dismiss_named({ author })}
          data-testid={testids.reportDismiss}
          onClick={({ currentTarget }) => {
            focusSection(sectionOf(currentTarget));
            resolve.mutate('dismissed');
          }}
        >
          {m.operator_dismiss()}
        </button>
        <button
          type="button"
          className="btn btn-bad"
          aria-label={m.operator_delete_of({ author })}
          data-testid={testids.reportDelete}
          onClick={() => setAsks('delete')}
        >
          {m.operator_delete_ask()}
        </button>
        <button
          type="button"
          className="btn btn-quiet text-bad!"
          data-testid={testids.reportPurge}
          onClick={() => setAsks('purge')}
        >
          {m.operator_everything_by({ author })}
        </button>
      </div>
      {asks === 'delete' && (
        <ConfirmDialog
          title={m.operator_delete_title()}
          action={m.common_delete()}
          working={m.common_deleting()}
          keep={m.common_keep_it()}
          pending={resolve.isPending}
          testid={testids.reportConfirm}
          onConfirm={() => {
            setAsks(undefined);
            resolve.mutate('deleted');
          }}
          onClose={() => setAsks(undefined)}
        >
          {m.operator_delete_note()}
        </ConfirmDialog>
      )}
      {asks === 'purge' && (
        <ConfirmDialog
          title={m.comments_purge_title({ username: author })}
          action={m.operator_delete_all()}
          working={m.common_deleting()}
          keep={m.common_keep_them()}
          pending={purge.isPending}
          testid={testids.reportConfirm}
          onConfirm={() => purge.mutate(undefined, { onSettled: () => setAsks(undefined) })}
          onClose={() => setAsks(undefined)}
        >
          {m.operator_purge_note({ author })}
        </ConfirmDialog>
      )}
    </li>
  );
}
