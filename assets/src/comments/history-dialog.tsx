import { useQuery } from '@tanstack/react-query';
import { describe } from '~/api/problem';
import type { Comment } from '~/api/types';
import { FormError } from '~/components/form';
import { TitledDialog } from '~/components/titled-dialog';
import { moment } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { CommentText } from './comment-text';
import { editsQuery } from './queries';

/** What a comment said before, the newest wording first. */
export function HistoryDialog({ comment, onClose }: { comment: Comment; onClose: () => void }) {
  const { data, error } = useQuery({ ...editsQuery(comment.id), staleTime: 0 });
  const wordings = [{ body: comment.body, until: undefined }, ...(data ?? []).toReversed()];
  return (
    <TitledDialog title={m.comments_wordings()} onClose={onClose}>
      {error && <FormError>{describe(error)}</FormError>}
      <ol className="grid gap-4" data-testid={testids.commentWordings}>
        {wordings.map(({ body, until }) => (
          <li key={until ?? 'now'} className="rounded-card bg-sunken px-4 py-3">
            <p className="mb-1 text-sm text-ink-3">
              {until ? m.comments_until({ time: moment(until) }) : m.comments_now()}
            </p>
            <CommentText body={body} />
          </li>
        ))}
      </ol>
      {!data && !error && <div className="skeleton mt-4 h-20 rounded-card!" aria-busy="true" />}
    </TitledDialog>
  );
}
