import { useMutation } from '@tanstack/react-query';
import { client } from '~/api/client';
import type { Comment } from '~/api/types';
import { Form, TextField } from '~/components/form';
import { FormActions } from '~/components/form-actions';
import { TitledDialog } from '~/components/titled-dialog';
import { fieldsOf } from '~/api/problem';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';

const MOST = 500;

export function ReportDialog({ comment, onClose }: { comment: Comment; onClose: () => void }) {
  const report = useMutation({
    mutationFn: (reason: string) =>
      client.POST('/api/v1/comments/{id}/report', { params: { path: { id: comment.id } }, body: { reason } }),
    onSuccess: () => {
      void notify('success', 'Thank you. Whoever looks after this server will look at it.');
      onClose();
    },
  });
  return (
    <TitledDialog title="Report this comment" onClose={onClose}>
      <Form onSubmit={(form) => report.mutate(String(form.get('reason')))} error={report.error}>
        <TextField
          label="What is wrong with it?"
          hint="Its author is not told who reported it."
          name="reason"
          maxLength={MOST}
          autoFocus
          error={fieldsOf(report.error).reason}
          testid={testids.reportReason}
        />
        <FormActions
          action="Report"
          working="Sending…"
          pending={report.isPending}
          testid={testids.reportSend}
          onClose={onClose}
        />
      </Form>
    </TitledDialog>
  );
}
