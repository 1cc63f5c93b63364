import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Toaster, toast } from 'sonner';
import type { ToastAction } from '~/lib/notify';
import { useTheme } from '~/lib/theme';
import { m } from '~/words';

/** Whoever can do something about it needs the time to see that. */
const ACTION_MS = 8000;

function Toasts() {
  return (
    <Toaster
      theme={useTheme()}
      position="bottom-center"
      mobileOffset={{ bottom: 72 }}
      containerAriaLabel={m.common_notifications()}
    />
  );
}

let mounted = false;

/** Shows a toast; the first one also mounts the place where they appear. */
export function show(kind: 'success' | 'error' | 'message', text: string, action?: ToastAction): void {
  if (!mounted) {
    mounted = true;
    const host = document.body.appendChild(document.createElement('div'));
    flushSync(() => createRoot(host).render(<Toasts />));
  }
  if (!action) {
    toast[kind](text);
    return;
  }
  const { label, onClick, onGone } = action;
  toast[kind](text, { action: { label, onClick }, duration: ACTION_MS, onAutoClose: onGone, onDismiss: onGone });
}
