import { useRouterState } from '@tanstack/react-router';
import { m } from '~/words';

/** Where a page will be, while its files are on their way. What the server drew at first stays until the page is there. */
export function PagePending() {
  const isFirst = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation === undefined });
  if (isFirst) return null;
  return (
    <div className="px-4 pt-6 pb-16 sm:px-6" role="status" aria-label={m.common_loading()}>
      <div className="skeleton h-9 w-56" />
      <div className="skeleton mt-6 h-48" />
      <div className="skeleton mt-4 h-24" />
    </div>
  );
}
