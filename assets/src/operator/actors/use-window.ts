import { type RefObject, useEffect, useState } from 'react';

interface Seen {
  from: number;
  to: number;
}

/** Rows beyond the edges, so that a fast hand does not see the end of them. */
const BEYOND = 12;

/** Which of many rows of one height are on the screen, as the page is scrolled. */
export function useWindow(list: RefObject<HTMLElement | null>, count: number, height: number): Seen {
  const [seen, setSeen] = useState<Seen>({ from: 0, to: 60 });
  useEffect(() => {
    let frame = 0;
    const look = () => {
      frame = 0;
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const from = Math.max(0, Math.floor(-top / height) - BEYOND);
      const to = Math.ceil((innerHeight - top) / height) + BEYOND;
      setSeen((before) => (before.from === from && before.to === to ? before : { from, to }));
    };
    const soon = () => {
      frame ||= requestAnimationFrame(look);
    };
    look();
    addEventListener('scroll', soon, { passive: true });
    addEventListener('resize', soon);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('scroll', soon);
      removeEventListener('resize', soon);
    };
  }, [list, count, height]);
  return { from: Math.min(seen.from, count), to: Math.min(seen.to, count) };
}
