/** What can be done about it, on the toast itself. */
export interface ToastAction {
  label: string;
  onClick: () => void;
}

/** Toasts. The library is fetched with the first one, so that pages do not wait for it. */
export async function notify(kind: 'success' | 'error' | 'message', text: string, action?: ToastAction): Promise<void> {
  const { show } = await import('~/components/toasts');
  show(kind, text, action);
}
