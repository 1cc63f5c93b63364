import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { type Span, landing } from './reorder';

export interface Drag {
  from: number;
  to: number;
  /** How far the row hangs from its place, in pixels. */
  by: number;
  height: number;
}

/** Near an edge of the window the page scrolls along, the faster the nearer. */
const EDGE = 72;
const FASTEST = 14;

function scrollSpeed(y: number): number {
  const nearTop = EDGE - y;
  const nearBottom = y - (innerHeight - EDGE);
  const depth = Math.max(nearTop, nearBottom, 0);
  return (depth / EDGE) * FASTEST * (nearTop > nearBottom ? -1 : 1);
}

interface Held {
  pointer: number;
  from: number;
  rows: Span[];
  /** Where in the page the row was taken, and where in the window the pointer is. */
  startY: number;
  y: number;
}

function spansOf(list: HTMLElement): Span[] {
  return Array.from(list.children, (row) => {
    const { top, height } = row.getBoundingClientRect();
    return { top: top + scrollY, height };
  });
}

/** Dragging a row of a list by a handle in it. */
export function useDrag(list: RefObject<HTMLElement | null>, onDrop: (from: number, to: number) => void) {
  const [drag, setDrag] = useState<Drag>();
  const held = useRef<Held>(undefined);
  const drop = useRef(onDrop);
  useEffect(() => {
    drop.current = onDrop;
  });
  const isDragging = drag !== undefined;

  const draw = () => {
    const now = held.current;
    if (!now) return;
    const by = now.y + scrollY - now.startY;
    setDrag({ from: now.from, to: landing(now.rows, now.from, by), by, height: now.rows[now.from]?.height ?? 0 });
  };
  const end = () => {
    held.current = undefined;
    setDrag(undefined);
  };

  useEffect(() => {
    if (!isDragging) return;
    const stop = new AbortController();
    const listen = (name: 'pointermove' | 'pointerup' | 'pointercancel', work: (now: Held) => void) =>
      addEventListener(
        name,
        (event) => {
          const now = held.current;
          if (!now || event.pointerId !== now.pointer) return;
          now.y = event.clientY;
          work(now);
        },
        { signal: stop.signal },
      );
    listen('pointermove', draw);
    listen('pointercancel', end);
    listen('pointerup', (now) => {
      const to = landing(now.rows, now.from, now.y + scrollY - now.startY);
      end();
      drop.current(now.from, to);
    });
    let frame = requestAnimationFrame(function follow() {
      const speed = held.current ? scrollSpeed(held.current.y) : 0;
      if (speed !== 0) {
        scrollBy(0, speed);
        draw();
      }
      frame = requestAnimationFrame(follow);
    });
    return () => {
      stop.abort();
      cancelAnimationFrame(frame);
    };
  }, [isDragging]);

  const grab = (event: PointerEvent<HTMLElement>, from: number) => {
    if (!list.current || event.button !== 0 || !event.isPrimary) return;
    held.current = {
      pointer: event.pointerId,
      from,
      rows: spansOf(list.current),
      startY: event.clientY + scrollY,
      y: event.clientY,
    };
    draw();
  };
  return { drag, handlers: { grab, cancel: end } };
}
