import { useCallback, useEffect, useRef, useState } from 'react';

interface PictureInPictureApi {
  requestWindow: (options: { width: number; height: number }) => Promise<Window>;
}

function api(): PictureInPictureApi | undefined {
  return (globalThis as { documentPictureInPicture?: PictureInPictureApi }).documentPictureInPicture;
}

/** Whether the browser has small windows that stay above all others. */
export const canPopOut = () => api() !== undefined;

function dress(page: Document): void {
  page.documentElement.dataset.theme = document.documentElement.dataset.theme;
  page.documentElement.lang = document.documentElement.lang;
  for (const sheet of document.querySelectorAll('link[rel="stylesheet"], style'))
    page.head.append(sheet.cloneNode(true));
}

/** A small window above all others, that looks like the page and goes with it. */
export function usePopOut() {
  const [host, setHost] = useState<HTMLElement>();
  const open = useRef<Window>(null);
  useEffect(() => () => open.current?.close(), []);
  const popOut = useCallback(async () => {
    const small = await api()?.requestWindow({ width: 380, height: 84 });
    if (!small) return;
    open.current = small;
    dress(small.document);
    small.addEventListener('pagehide', () => setHost(undefined));
    setHost(small.document.body);
  }, []);
  return { host, popOut };
}
