import { type FocusEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { testids } from '~/testids';
import { Poster } from './poster';

/** Whoever only passes over a card is not shown a film. */
const REST_MS = 250;

const wantsStillness = () =>
  matchMedia('(prefers-reduced-motion: reduce)').matches ||
  (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

/** Handlers for a card that comes to life while a mouse rests on it or the keyboard is in it. */
export function useMoving() {
  const [moving, setMoving] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const start = () => {
    clearTimeout(timer.current);
    if (!wantsStillness()) timer.current = setTimeout(() => setMoving(true), REST_MS);
  };
  const stop = () => {
    clearTimeout(timer.current);
    setMoving(false);
  };
  return {
    moving,
    handlers: {
      onPointerEnter: ({ pointerType }: PointerEvent) => pointerType === 'mouse' && start(),
      onPointerLeave: stop,
      onFocus: ({ target }: FocusEvent) => target.matches(':focus-visible') && start(),
      onBlur: stop,
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
