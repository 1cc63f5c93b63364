import { useQuery, useQueryClient } from '@tanstack/react-query';
import { describe } from '~/api/problem';
import type { Comment } from '~/api/types';
import { Avatar } from '~/components/avatar';
import { FormError } from '~/components/form';
import { TitledDialog } from '~/components/titled-dialog';
import { age } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { useAround } from './around';
import { CommentText } from './comment-text';
import { heldQuery } from './queries';

/** Comments that wait to be looked at, the oldest first. */
export default function HeldDialog({ onClose }: { onClose: () => void }) {
  const { video } = useAround();
  const { data, error } = useQuery(heldQuery(video));
  return (
    <TitledDialog title={m.comments_review_title()} onClose={onClose}>
      {error && <FormError>{describe(error)}</FormError>}
      {data?.length === 0 && <p className="text-ink-2">{m.comments_nothing_waits()}</p>}
      <ol className="grid gap-3">
        {data?.map((comment) => (
          <HeldRow key={comment.id} comment={comment} />
        ))}
      </ol>
    </TitledDialog>
  );
}

function HeldRow({ comment }: { comment: Comment }) {
  const { video, actions } = useAround();
  const queries = useQueryClient();
  const { queryKey } = heldQuery(video);
  const decide = async (how: (comment: Comment) => Promise<boolean>) => {
    queries.setQueryData(queryKey, (held) => held?.filter(({ id }) => id !== comment.id));
    await how(comment);
    await queries.invalidateQueries({ queryKey });
  };
  return (
    <li className="rounded-card bg-sunken p-4" data-testid={testids.heldComment}>
      <p className="mb-2 flex items-center gap-2 text-sm">
        <Avatar name={comment.author.username} src={comment.author.avatar ?? undefined} className="size-7 text-sm" />
        <span className="font-semibold">{comment.author.username}</span>
        <span className="text-ink-3">{age(comment.created_at)}</span>
      </p>
      <CommentText body={comment.body} />
      <div className="mt-3 flex flex-wrap gap-2">
        <button
          type="button"
          className="btn btn-primary"
          data-testid={testids.heldRelease}
          onClick={() => void decide(actions.release)}
        >
          {m.comments_show_it()}
        </button>
        <button
          type="button"
          className="btn btn-quiet"
          data-testid={testids.heldDelete}
          onClick={() => void decide(actions.remove)}
        >
          {m.common_delete()}
        </button>
      </div>
    </li>
  );
}
