import { type FocusEvent, type MouseEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { wantsStillness } from '~/lib/motion';
import { playsPreviews } from '~/lib/previews';
import { testids } from '~/testids';
import { Poster } from './poster';

/** Whoever only passes over a card is not shown a film. */
const REST_MS = 600;
/** A finger that stays this long does not want to open it. */
const HOLD_MS = 450;

const wantsPosters = () =>
  wantsStillness() || (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

/**
 * Handlers for a card that comes to life while a mouse rests on it or the keyboard is in it, and for its picture while a
 * finger holds it.
 */
export function useMoving() {
  const [moving, setMoving] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isHeld = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);
  const startAfter = (wait: number, started?: () => void) => {
    clearTimeout(timer.current);
    if (wantsPosters()) return;
    timer.current = setTimeout(() => {
      started?.();
      setMoving(true);
    }, wait);
  };
  const startAtRest = () => playsPreviews() && startAfter(REST_MS);
  const stop = () => {
    clearTimeout(timer.current);
    setMoving(false);
  };
  const touched = (work: () => void) => (event: PointerEvent) => {
    if (event.pointerType === 'touch') work();
  };
  return {
    moving,
    handlers: {
      onPointerEnter: ({ pointerType }: PointerEvent) => pointerType === 'mouse' && startAtRest(),
      onPointerLeave: stop,
      onFocus: ({ target }: FocusEvent) => target.matches(':focus-visible') && startAtRest(),
      onBlur: stop,
    },
    holdHandlers: {
      onPointerDown: ({ pointerType }: PointerEvent) => {
        isHeld.current = false;
        if (pointerType === 'touch') startAfter(HOLD_MS, () => (isHeld.current = true));
      },
      onPointerUp: touched(stop),
      onPointerCancel: touched(stop),
      // A film is shown instead of the browser's menu, and what was held is not opened when the finger goes.
      onContextMenu: (event: MouseEvent) => isHeld.current && event.preventDefault(),
      onClickCapture: (event: MouseEvent) => {
        if (!isHeld.current) return;
        isHeld.current = false;
        event.preventDefault();
        event.stopPropagation();
      },
    },
  };
}

interface MovingPosterProps {
  src: string | null | undefined;
  preview: string | null | undefined;
  moving: boolean;
  eager?: boolean;
}

/** A poster, and over it the preview while it is wanted; nothing of the preview is loaded before. */
export function MovingPoster({ src, preview, moving, eager = false }: MovingPosterProps) {
  return (
    <>
      <Poster src={src} eager={eager} />
      {moving && preview && (
        <video
          src={preview}
          muted
          loop
          autoPlay
          playsInline
          aria-hidden="true"
          tabIndex={-1}
          className="absolute inset-0 size-full bg-sunken object-cover opacity-0 transition-opacity duration-200"
          data-testid={testids.cardPreview}
          onPlaying={({ currentTarget }) => currentTarget.classList.replace('opacity-0', 'opacity-100')}
        />
      )}
    </>
  );
}
