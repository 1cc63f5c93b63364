import type { MediaJob } from '~/api/types';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { testids } from '~/testids';
import { m } from '~/words';
import { jobLabels, labelOf } from '../labels';
import { workOf } from './job-list';

interface JobConfirmProps {
  job: MediaJob;
  what: 'cancel' | 'retry';
  onConfirm: () => void;
  onClose: () => void;
}

const words = {
  cancel: {
    title: m.operator_job_cancel_title,
    action: m.operator_job_cancel,
    note: m.operator_job_cancel_note,
  },
  retry: {
    title: m.operator_job_retry_title,
    action: m.operator_job_retry,
    note: m.operator_job_retry_note,
  },
} as const;

export function JobConfirm({ job, what, onConfirm, onClose }: JobConfirmProps) {
  const { title, action, note } = words[what];
  return (
    <ConfirmDialog
      title={title()}
      action={action()}
      working={m.common_one_moment()}
      keep={m.operator_leave_it()}
      pending={false}
      testid={testids.jobConfirm}
      onConfirm={() => {
        onConfirm();
        onClose();
      }}
      onClose={onClose}
    >
      {[labelOf(jobLabels, job.kind), workOf(job)].filter(Boolean).join(', ')}. {note()}
    </ConfirmDialog>
  );
}
