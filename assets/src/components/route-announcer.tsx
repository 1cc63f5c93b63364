import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** A page gives its title a moment after it is there. */
const TITLED_MS = 300;

/**
 * Another page of the app is announced like a page that was loaded, and the keyboard goes on in it when what had the
 * focus is gone.
 */
export function RouteAnnouncer() {
  const router = useRouter();
  const [title, setTitle] = useState('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
      if (!fromLocation || !pathChanged) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        setTitle(document.title);
        if (document.activeElement === document.body)
          document.getElementById('content')?.focus({ preventScroll: true });
      }, TITLED_MS);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [router]);
  return (
    <p className="sr-only" aria-live="polite">
      {title}
    </p>
  );
}
