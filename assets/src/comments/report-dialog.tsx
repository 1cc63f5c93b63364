import { useMutation } from '@tanstack/react-query';
import { client } from '~/api/client';
import { fieldsOf } from '~/api/problem';
import type { Comment } from '~/api/types';
import { Form, TextField } from '~/components/form';
import { FormActions } from '~/components/form-actions';
import { TitledDialog } from '~/components/titled-dialog';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';

const MOST = 500;

export function ReportDialog({ comment, onClose }: { comment: Comment; onClose: () => void }) {
  const report = useMutation({
    mutationFn: (reason: string) =>
      client.POST('/api/v1/comments/{id}/report', { params: { path: { id: comment.id } }, body: { reason } }),
    onSuccess: () => {
      void notify('success', m.comments_reported());
      onClose();
    },
  });
  return (
    <TitledDialog title={m.comments_report_title()} onClose={onClose}>
      <Form onSubmit={(form) => report.mutate(String(form.get('reason')))} error={report.error}>
        <TextField
          label={m.comments_report_what()}
          hint={m.comments_report_hint()}
          name="reason"
          maxLength={MOST}
          autoFocus
          error={fieldsOf(report.error).reason}
          testid={testids.reportReason}
        />
        <FormActions
          action={m.common_report()}
          working={m.common_sending()}
          pending={report.isPending}
          testid={testids.reportSend}
          onClose={onClose}
        />
      </Form>
    </TitledDialog>
  );
}
