import { m } from '~/words';

interface FormActionsProps {
  /** What the form does, and what is said while it does so. */
  action: string;
  working: string;
  pending: boolean;
  tone?: 'btn-primary' | 'btn-bad';
  testid: string;
  /** The way out. */
  keep?: string;
  onClose: () => void;
}

/** The end of a form that can be closed: do it, or leave it. */
export function FormActions(props: FormActionsProps) {
  const { action, working, pending, tone = 'btn-primary', testid, keep = m.common_cancel(), onClose } = props;
  return (
    <div className="flex flex-wrap gap-3">
      <button type="submit" className={`btn ${tone}`} disabled={pending} data-testid={testid}>
        {pending ? working : action}
      </button>
      <button type="button" className="btn btn-quiet" onClick={onClose}>
        {keep}
      </button>
    </div>
  );
}
