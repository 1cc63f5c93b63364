import type { MediaJob } from '~/api/types';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { testids } from '~/testids';
import { workOf } from './job-list';

interface JobConfirmProps {
  job: MediaJob;
  what: 'cancel' | 'retry';
  onConfirm: () => void;
  onClose: () => void;
}

const words = {
  cancel: {
    title: 'Cancel this job?',
    action: 'Cancel the job',
    note: 'The video does without it: nobody makes it by itself any more. Whoever asks for that part has it made, and it can be tried again below “Given up”.',
  },
  retry: {
    title: 'Begin this job again?',
    action: 'Begin again',
    note: 'Its worker ends, what it has done is lost, and the job is done from its start.',
  },
} as const;

export function JobConfirm({ job, what, onConfirm, onClose }: JobConfirmProps) {
  const { title, action, note } = words[what];
  return (
    <ConfirmDialog
      title={title}
      action={action}
      working="One moment…"
      keep="Leave it"
      pending={false}
      testid={testids.jobConfirm}
      onConfirm={() => {
        onConfirm();
        onClose();
      }}
      onClose={onClose}
    >
      {[job.kind, workOf(job)].filter(Boolean).join(', ')}. {note}
    </ConfirmDialog>
  );
}
