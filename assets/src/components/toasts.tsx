import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Toaster, toast } from 'sonner';
import type { ToastAction } from '~/lib/notify';
import { useTheme } from '~/lib/theme';

function Toasts() {
  return <Toaster theme={useTheme()} position="bottom-center" mobileOffset={{ bottom: 72 }} />;
}

let mounted = false;

/** Shows a toast; the first one also mounts the place where they appear. */
export function show(kind: 'success' | 'error' | 'message', text: string, action?: ToastAction): void {
  if (!mounted) {
    mounted = true;
    const host = document.body.appendChild(document.createElement('div'));
    flushSync(() => createRoot(host).render(<Toasts />));
  }
  toast[kind](text, action && { action });
}
