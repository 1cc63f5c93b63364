import { ArrowUp } from 'lucide-react';
import { useEffect, useState } from 'react';
import { scrollBehavior } from '~/lib/motion';
import { testids } from '~/testids';
import { m } from '~/words';

/** So many windows down, it is a long way back. */
const FAR = 2;

/** A way back to the top of a list that goes on and on. */
export function BackToTop() {
  const [isFar, setFar] = useState(false);
  useEffect(() => {
    const look = () => setFar(scrollY > innerHeight * FAR);
    look();
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, []);
  if (!isFar) return null;
  return (
    <button
      type="button"
      className="btn btn-quiet fixed right-4 bottom-[calc(4.5rem+env(safe-area-inset-bottom))] z-30 rounded-full! shadow-lg sm:right-6 sm:bottom-6"
      data-testid={testids.backToTop}
      onClick={() => {
        scrollTo({ top: 0, behavior: scrollBehavior() });
        document.getElementById('content')?.focus({ preventScroll: true });
      }}
    >
      <ArrowUp aria-hidden="true" />
      {m.home_back_to_top()}
    </button>
  );
}
