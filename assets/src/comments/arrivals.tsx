import { ArrowUp } from 'lucide-react';
import { type FocusEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { counted } from '~/lib/format';
import { arrivalsOf } from '~/room/lists';
import { useRoomPart } from '~/room/use-room';
import { testids } from '~/testids';
import { m } from '~/words';
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

/** Who has just moved the pointer over the list is about to do something there. */
const STILL_MS = 3000;

function useIsBusy() {
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onPointerMove = ({ pointerType }: PointerEvent) => {
    if (pointerType !== 'mouse') return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setPointed(false), STILL_MS);
    setPointed(true);
  };
  const onPointerLeave = () => setPointed(false);
  const onFocus = ({ target }: FocusEvent) => setFocused(target.matches(':focus-visible'));
  const onBlur = () => setFocused(false);
  return { isBusy: isPointed || isFocused, watch: { onPointerMove, onPointerLeave, onFocus, onBlur } };
}

/**
 * New comments of others come in by themselves while the list is only looked at; whoever reads further down, or is
 * busy in it, is told how many there are and calls them.
 */
export function Arrivals({ children }: { children: ReactNode }) {
  const { store } = useAround();
  const count = useRoomPart(store, arrivalsOf);
  const { mark, isAtTop } = useIsAtTop();
  const { isBusy, watch } = useIsBusy();
  const comeIn = isAtTop && !isBusy;
  useEffect(() => {
    if (count > 0 && comeIn) store.act({ type: 'unveil' });
  }, [count, comeIn, store]);
  const call = () => {
    store.act({ type: 'unveil' });
    mark.current?.scrollIntoView({ block: 'center' });
  };
  return (
    <div {...watch}>
      <div ref={mark} className="scroll-mt-24" />
      <p className="sr-only" role="status">
        {count > 0 && counted(m.comments_new, count)}
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
            {counted(m.comments_new, count)}
          </button>
        </div>
      )}
      {children}
    </div>
  );
}
