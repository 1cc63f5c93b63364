import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { clsx } from '~/lib/clsx';
import { scrollBehavior } from '~/lib/motion';
import { m } from '~/words';

interface Ends {
  before: boolean;
  after: boolean;
}

/** Whether there is more of a row to either side. */
function useEnds() {
  const row = useRef<HTMLDivElement>(null);
  const [ends, setEnds] = useState<Ends>({ before: false, after: false });
  useEffect(() => {
    const element = row.current;
    if (!element) return;
    const measure = () => {
      const { scrollLeft, clientWidth, scrollWidth } = element;
      const before = scrollLeft > 4;
      const after = scrollLeft + clientWidth < scrollWidth - 4;
      setEnds((was) => (was.before === before && was.after === after ? was : { before, after }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);
  return { row, ends };
}

interface ScrollRowProps {
  /** Between what is in it. */
  className?: string;
  children: ReactNode;
}

/** One line of things, however many there are: a finger pushes it, a mouse presses the arrows at its ends. */
export function ScrollRow({ className, children }: ScrollRowProps) {
  const { row, ends } = useEnds();
  const scroll = (direction: 1 | -1) => {
    const element = row.current;
    element?.scrollBy({ left: direction * element.clientWidth * 0.8, behavior: scrollBehavior() });
  };
  return (
    <div className="relative min-w-0">
      <div ref={row} className="-m-1 scroll-px-1 overflow-x-auto p-1 [scrollbar-width:none]">
        <div className={clsx('flex w-max min-w-full', className)}>{children}</div>
      </div>
      {ends.before && <Arrow side="left" onPress={() => scroll(-1)} />}
      {ends.after && <Arrow side="right" onPress={() => scroll(1)} />}
    </div>
  );
}

/** The keyboard needs none: what has the focus is scrolled into view. */
function Arrow({ side, onPress }: { side: 'left' | 'right'; onPress: () => void }) {
  const isLeft = side === 'left';
  const Icon = isLeft ? ChevronLeft : ChevronRight;
  return (
    <div
      className={clsx(
        'pointer-events-none absolute inset-y-0 z-20 flex w-20 items-center from-bg from-40% to-transparent max-sm:hidden',
        isLeft ? '-left-1 bg-linear-to-r' : '-right-1 justify-end bg-linear-to-l',
      )}
    >
      <button
        type="button"
        tabIndex={-1}
        className="icon-btn pointer-events-auto bg-bg"
        aria-label={isLeft ? m.home_scroll_back() : m.home_scroll_on()}
        onClick={onPress}
      >
        <Icon aria-hidden="true" />
      </button>
    </div>
  );
}
