import { CloudAlert } from 'lucide-react';
import { ApiError, describe } from '~/api/problem';
import { testids } from '~/testids';
import { m } from '~/words';
import { StateCard } from './state-card';

interface ErrorCardProps {
  error: unknown;
  retry: () => void;
  heading?: 'h1' | 'h2';
}

export function ErrorCard({ error, retry, heading = 'h2' }: ErrorCardProps) {
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return (
    <StateCard
      testid={testids.errorCard}
      icon={<CloudAlert aria-hidden="true" />}
      title={m.common_failed()}
      heading={heading}
      action={
        <button type="button" className="btn btn-primary" data-testid={testids.errorRetry} onClick={retry}>
          {m.common_try_again()}
        </button>
      }
    >
      <p role="alert">{describe(error)}</p>
      {requestId && <p className="mt-2 text-sm text-ink-3">{m.common_request({ id: requestId })}</p>}
    </StateCard>
  );
}
