import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueries, meQuery } from './api/queries';
import { onSessionChange } from './api/session';
import { readBoot } from './boot';
import { reachable } from './lib/reachable';
import { adoptThemeFromCookie } from './lib/theme';
import { createAppRouter } from './routes';

adoptThemeFromCookie();

const queries = createQueries(readBoot());
const router = createAppRouter(queries);
// What failed meanwhile is asked for again.
reachable.subscribe(() => {
  if (reachable.get()) void queries.refetchQueries({ type: 'active', stale: true });
});
onSessionChange(() => void queries.invalidateQueries({ queryKey: meQuery.queryKey }));

const host = document.getElementById('root');
if (!host) throw new Error('the page has no #root');
createRoot(host).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
