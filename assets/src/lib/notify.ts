/** What can be done about it, on the toast itself. */
export interface ToastAction {
  label: string;
  onClick: () => void;
  /** The toast has gone by itself or was waved away. */
  onGone?: () => void;
}

/** Toasts. The library is fetched with the first one, so that pages do not wait for it; without a connection there is none. */
export async function notify(kind: 'success' | 'error' | 'message', text: string, action?: ToastAction): Promise<void> {
  const toasts = await import('~/components/toasts').catch(() => undefined);
  toasts?.show(kind, text, action);
}
