import { type RefObject, useEffect, useState } from 'react';

const EVENTS = ['timeupdate', 'seeking'];

/** What `look` makes of the place where the video is; media events do not rise, but they can be met on their way down. */
export function usePlayhead<T>(element: RefObject<HTMLVideoElement | null>, look: (seconds: number) => T): T {
  const [seen, setSeen] = useState(() => look(0));
  useEffect(() => {
    const take = () => element.current && setSeen(() => look(element.current?.currentTime ?? 0));
    const meet = ({ target }: Event) => {
      if (target === element.current) take();
    };
    take();
    for (const event of EVENTS) document.addEventListener(event, meet, { capture: true });
    return () => {
      for (const event of EVENTS) document.removeEventListener(event, meet, { capture: true });
    };
  }, [element, look]);
  return seen;
}
