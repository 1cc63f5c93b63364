const DOUBLE_MS = 300;

/** Double tap left or right jumps ten seconds; double click in the middle of a screen with a mouse is full screen. */
export function bindGestures(
  player: HTMLElement,
  surface: (target: EventTarget | null) => boolean,
  actions: { seekBy: (seconds: number) => void; toggleFullscreen: () => void },
  signal: AbortSignal,
): void {
  let lastTap = 0;
  player.addEventListener(
    'pointerup',
    (event) => {
      if (event.pointerType !== 'touch' || !surface(event.target)) return;
      const now = event.timeStamp;
      const { left, width } = player.getBoundingClientRect();
      const across = (event.clientX - left) / width;
      if (now - lastTap < DOUBLE_MS && (across < 0.4 || across > 0.6)) actions.seekBy(across < 0.5 ? -10 : 10);
      lastTap = now;
    },
    { signal },
  );
  player.addEventListener(
    'dblclick',
    (event) => {
      const touch = event instanceof PointerEvent && event.pointerType === 'touch';
      if (!touch && surface(event.target)) actions.toggleFullscreen();
    },
    { signal },
  );
}
