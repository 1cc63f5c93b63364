/** Toasts. The library is fetched with the first one, so that pages do not wait for it. */
type Kind = 'success' | 'error' | 'message';

export async function notify(kind: Kind, text: string): Promise<void> {
  const { toast } = await import('sonner');
  toast[kind](text);
}

export async function copyText(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    await notify('success', said);
  } catch {
    await notify('error', 'The browser did not allow copying.');
  }
}
