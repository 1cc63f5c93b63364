import { CloudAlert } from 'lucide-react';
import { ApiError, describe } from '~/api/problem';
import { testids } from '~/testids';
import { StateCard } from './state-card';

export function ErrorCard({ error, retry }: { error: unknown; retry: () => void }) {
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return (
    <StateCard
      testid={testids.errorCard}
      icon={<CloudAlert aria-hidden="true" />}
      title="This did not work"
      action={
        <button type="button" className="btn btn-primary" data-testid={testids.errorRetry} onClick={retry}>
          Try again
        </button>
      }
    >
      <p role="alert">{describe(error)}</p>
      {requestId && <p className="mt-2 text-sm text-ink-3">Request {requestId}</p>}
    </StateCard>
  );
}
