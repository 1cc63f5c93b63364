import { useEffect } from 'react';

export type Overlay = 'palette' | 'shortcuts';

const TYPING = 'input, textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"], [role="menu"]';

type Key = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** What a key opens anywhere in the app; single keys only where nobody types. */
export function overlayFor({ key, code, ctrlKey, metaKey, altKey }: Key, isTyping: boolean): Overlay | undefined {
  if ((ctrlKey || metaKey) && !altKey && (key.toLowerCase() === 'k' || code === 'KeyK')) return 'palette';
  if (isTyping || ctrlKey || metaKey) return undefined;
  if (key === '/') return 'palette';
  return key === '?' ? 'shortcuts' : undefined;
}

/** The player asks for the list of keys by this event. */
const SHORTCUTS = 'playhouse:shortcuts';

/** Listens last, so that whoever needs these keys for themselves comes first. */
export function useKeys(open: (overlay: Overlay) => void): void {
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat) return;
      const target = event.composedPath()[0];
      const overlay = overlayFor(event, target instanceof Element && target.closest(TYPING) !== null);
      if (!overlay) return;
      event.preventDefault();
      open(overlay);
    };
    const showShortcuts = () => open('shortcuts');
    window.addEventListener('keydown', listener);
    window.addEventListener(SHORTCUTS, showShortcuts);
    return () => {
      window.removeEventListener('keydown', listener);
      window.removeEventListener(SHORTCUTS, showShortcuts);
    };
  }, [open]);
}
