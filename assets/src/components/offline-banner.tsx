import { ServerOff, WifiOff } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useExternal } from '~/lib/external';
import { reachable } from '~/lib/reachable';
import { testids } from '~/testids';
import { m } from '~/words';

function subscribe(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

/** The network is away, or the server is. */
export function OfflineBanner() {
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  const isReachable = useExternal(reachable);
  if (isOnline && isReachable) return null;
  const Icon = isOnline ? ServerOff : WifiOff;
  return (
    <p
      role="status"
      className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-2 text-sm text-warn"
      data-testid={testids.offlineBanner}
    >
      <Icon className="size-4 flex-none" aria-hidden="true" />
      {isOnline ? m.common_unreachable() : m.common_offline()}
    </p>
  );
}
