import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { client } from '~/api/client';
import { describe } from '~/api/problem';
import { must } from '~/api/queries';
import type { Comment } from '~/api/types';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { plural } from '~/lib/format';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { useAround } from './around';
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
      title="Delete this comment?"
      action="Delete"
      working="Deleting…"
      keep="Keep it"
      pending={false}
      testid={testids.commentDeleteConfirm}
      onConfirm={() => {
        void actions.remove(comment);
        onClose();
      }}
      onClose={onClose}
    >
      What it says is gone for everybody, and so are its likes. This cannot be taken back.
    </ConfirmDialog>
  );
}

function BlockDialog({ comment, onClose }: DialogProps) {
  const { me, actions } = useAround();
  const { username } = comment.author;
  const block = () => {
    if (me) void actions.block(me.username, username, true);
    onClose();
  };
  return (
    <ConfirmDialog
      title={`Block ${username}?`}
      action="Block"
      working="Blocking…"
      keep="Cancel"
      pending={false}
      testid={testids.commentBlockConfirm}
      onConfirm={block}
      onClose={onClose}
    >
      You no longer see what they write. They can no longer answer you, name you, or write beside your videos.
    </ConfirmDialog>
  );
}

/** The account behind a name, for the calls that want an id. */
async function accountOf(username: string): Promise<string> {
  const { data } = await client.GET('/api/v1/operator/users', { params: { query: { search: username, limit: 100 } } });
  const found = must(data).items.find((account) => account.username === username);
  if (!found) throw new Error(`${username} has no account`);
  return found.id;
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
      void notify('success', `${plural(comments, 'comment')} of ${username} deleted`);
      void queries.invalidateQueries({ queryKey: ['comments'] });
      onClose();
    },
    onError: (error) => void notify('error', describe(error)),
  });
  return (
    <ConfirmDialog
      title={`Delete all comments by ${username}?`}
      action="Delete all"
      working="Deleting…"
      keep="Keep them"
      pending={purge.isPending}
      testid={testids.commentPurgeConfirm}
      onConfirm={() => purge.mutate()}
      onClose={onClose}
    >
      On every video of this server. It is noted in the audit log and cannot be taken back.
    </ConfirmDialog>
  );
}

const dialogs: Record<Choice, (props: DialogProps) => ReactElement> = {
  delete: DeleteDialog,
  block: BlockDialog,
  purge: PurgeDialog,
  report: ReportDialog,
  history: HistoryDialog,
};

export default function CommentDialog({ choice, ...props }: DialogProps & { choice: Choice }) {
  const Dialog = dialogs[choice];
  return <Dialog {...props} />;
}
