import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { setPageTitle } from './document-title';

export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) setPageTitle(title ? `${title} · Playhouse` : 'Playhouse');
  }, [title]);
}

/** Calls `reached` whenever the element comes near the viewport. */
export function useNear<T extends Element>(reached: () => void, enabled: boolean) {
  const element = useRef<T>(null);
  const latest = useRef(reached);
  useEffect(() => {
    latest.current = reached;
  });
  useEffect(() => {
    if (!enabled || !element.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) latest.current();
      },
      { rootMargin: '800px 0px' },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [enabled]);
  return element;
}

/** Whether a media query holds. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/**
 * Whether a box is ticked, and how it is ticked. The cache tells of a change a moment later; until then the box would
 * fall back under the finger.
 */
export function useTicked(on: boolean): [shown: boolean, tick: (on: boolean) => void] {
  const [chosen, choose] = useState<boolean>();
  useEffect(() => choose(undefined), [on]);
  return [chosen ?? on, choose];
}
