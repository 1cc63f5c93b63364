import { useEffect, useState } from 'react';

/** A secret that a link brought behind its `#`: read once, and taken out of the address bar and the history. */
export function useFragmentSecret(name: string): string | undefined {
  const [secret] = useState(() => new URLSearchParams(location.hash.slice(1)).get(name) ?? undefined);
  useEffect(() => {
    if (secret) history.replaceState(history.state, '', location.pathname + location.search);
  }, [secret]);
  return secret;
}
