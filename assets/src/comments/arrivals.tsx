import { ArrowUp } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { plural } from '~/lib/format';
import { arrivalsOf } from '~/room/lists';
import { useRoomPart } from '~/room/use-room';
import { testids } from '~/testids';
import { useAround } from './around';

/** Whether the begin of the list is in sight or still below, so that what comes there moves nothing that is being read. */
function useIsAtTop() {
  const mark = useRef<HTMLDivElement>(null);
  const [isAtTop, setAtTop] = useState(true);
  useEffect(() => {
    if (!mark.current) return;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry) setAtTop(entry.isIntersecting || entry.boundingClientRect.top > 0);
    });
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, []);
  return { mark, isAtTop };
}

/**
 * New comments of others come in by themselves while the list is only looked at; whoever reads further down, or has the
 * pointer or the focus in it, is told how many there are and calls them.
 */
export function Arrivals({ children }: { children: ReactNode }) {
  const { store } = useAround();
  const count = useRoomPart(store, arrivalsOf);
  const { mark, isAtTop } = useIsAtTop();
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const comeIn = isAtTop && !isPointed && !isFocused;
  useEffect(() => {
    if (count > 0 && comeIn) store.act({ type: 'unveil' });
  }, [count, comeIn, store]);
  const call = () => {
    store.act({ type: 'unveil' });
    mark.current?.scrollIntoView({ block: 'center' });
  };
  return (
    <div
      onPointerEnter={({ pointerType }) => setPointed(pointerType === 'mouse')}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setFocused(true)}
      onBlur={({ currentTarget, relatedTarget }) => setFocused(currentTarget.contains(relatedTarget))}
    >
      <div ref={mark} className="scroll-mt-24" />
      <p className="sr-only" role="status">
        {count > 0 && plural(count, 'new comment')}
      </p>
      {count > 0 && !comeIn && (
        <div className="pointer-events-none sticky top-[calc(var(--header)+0.75rem)] z-10 flex h-0 justify-center">
          <button
            type="button"
            className="btn btn-primary pointer-events-auto h-11 rounded-full shadow-lg"
            data-testid={testids.commentsNew}
            onClick={call}
          >
            <ArrowUp aria-hidden="true" />
            {plural(count, 'new comment')}
          </button>
        </div>
      )}
      {children}
    </div>
  );
}
