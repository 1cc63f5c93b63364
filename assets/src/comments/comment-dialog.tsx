import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useBlock } from '~/api/blocks';
import { client } from '~/api/client';
import { ApiError, describe } from '~/api/problem';
import { must } from '~/api/queries';
import type { Comment } from '~/api/types';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { short } from '~/lib/format';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { useAround } from './around';
import BlockDialog from './block-dialog';
import { HistoryDialog } from './history-dialog';
import { ReportDialog } from './report-dialog';
import type { Choice } from './row-actions';

interface DialogProps {
  comment: Comment;
  onClose: () => void;
}

function DeleteDialog({ comment, onClose }: DialogProps) {
  const { actions } = useAround();
  return (
    <ConfirmDialog
      title={m.comments_delete_title()}
      action={m.common_delete()}
      working={m.common_deleting()}
      keep={m.common_keep_it()}
      pending={false}
      testid={testids.commentDeleteConfirm}
      onConfirm={() => {
        void actions.remove(comment);
        onClose();
      }}
      onClose={onClose}
    >
      {m.comments_delete_note()}
    </ConfirmDialog>
  );
}

function BlockAuthorDialog({ comment, onClose }: DialogProps) {
  const { username } = comment.author;
  const { change } = useBlock(username);
  return <BlockDialog username={username} onConfirm={() => change(true)} onClose={onClose} />;
}

/** The account behind a name, for the calls that want an id. Others whose names contain it may come first. */
async function accountOf(username: string): Promise<string> {
  let cursor: string | undefined;
  do {
    const query = { search: username, limit: 100, ...(cursor && { cursor }) };
    const page = must((await client.GET('/api/v1/operator/users', { params: { query } })).data);
    const found = page.items.find((account) => account.username === username);
    if (found) return found.id;
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  throw new ApiError(404, { detail: m.comments_no_account({ username }) });
}

function PurgeDialog({ comment, onClose }: DialogProps) {
  const { username } = comment.author;
  const queries = useQueryClient();
  const purge = useMutation({
    mutationFn: async () => {
      const params = { path: { id: await accountOf(username) } };
      return must((await client.POST('/api/v1/operator/users/{id}/purge-comments', { params })).data);
    },
    onSuccess: ({ comments }) => {
      void notify('success', m.comments_purged({ count: comments, shown: short(comments), username }));
      void queries.invalidateQueries({ queryKey: ['comments'] });
      onClose();
    },
    onError: (error) => void notify('error', describe(error)),
  });
  return (
    <ConfirmDialog
      title={m.comments_purge_title({ username })}
      action={m.comments_delete_all()}
      working={m.common_deleting()}
      keep={m.common_keep_them()}
      pending={purge.isPending}
      testid={testids.commentPurgeConfirm}
      onConfirm={() => purge.mutate()}
      onClose={onClose}
    >
      {m.comments_purge_note()}
    </ConfirmDialog>
  );
}

const dialogs: Record<Choice, (props: DialogProps) => ReactElement> = {
  delete: DeleteDialog,
  block: BlockAuthorDialog,
  purge: PurgeDialog,
  report: ReportDialog,
  history: HistoryDialog,
};

export default function CommentDialog({ choice, ...props }: DialogProps & { choice: Choice }) {
  const Dialog = dialogs[choice];
  return <Dialog {...props} />;
}
