export interface Commands {
  togglePlay: () => void;
  toggleMute: () => void;
  toggleFullscreen: () => void;
  togglePictureInPicture: () => void;
  toggleCaptions: () => void;
  toggleTheatre: () => void;
  toggleStats: () => void;
  seekBy: (seconds: number) => void;
  seekToPart: (part: number) => void;
  seekToChapter: (direction: 1 | -1) => void;
  stepFrames: (frames: number) => void;
  changeVolume: (by: number) => void;
  changeSpeed: (direction: 1 | -1) => void;
}

type Key = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/**
 * What a key means to the player. Letters go by their place on the keyboard, so they also work where other
 * alphabets are typed; punctuation goes by what it writes.
 */
export function commandFor(key: Key, commands: Commands): (() => void) | undefined {
  const c = commands;
  if (key.metaKey || key.altKey) return undefined;
  if (key.ctrlKey) {
    if (key.shiftKey) return undefined;
    if (key.code === 'ArrowLeft') return () => c.seekToChapter(-1);
    return key.code === 'ArrowRight' ? () => c.seekToChapter(1) : undefined;
  }
  if (key.key === '<') return () => c.changeSpeed(-1);
  if (key.key === '>') return () => c.changeSpeed(1);
  if (key.shiftKey) return undefined;
  if (key.key === ',') return () => c.stepFrames(-1);
  if (key.key === '.') return () => c.stepFrames(1);
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(key.code)?.[1];
  if (digit !== undefined) return () => c.seekToPart(Number(digit) / 10);
  const bindings: Record<string, () => void> = {
    Space: c.togglePlay,
    KeyK: c.togglePlay,
    KeyM: c.toggleMute,
    KeyF: c.toggleFullscreen,
    KeyP: c.togglePictureInPicture,
    KeyC: c.toggleCaptions,
    KeyT: c.toggleTheatre,
    KeyI: c.toggleStats,
    KeyJ: () => c.seekBy(-10),
    KeyL: () => c.seekBy(10),
    ArrowLeft: () => c.seekBy(-5),
    ArrowRight: () => c.seekBy(5),
    ArrowUp: () => c.changeVolume(0.05),
    ArrowDown: () => c.changeVolume(-0.05),
    Home: () => c.seekToPart(0),
    End: () => c.seekToPart(1),
  };
  return bindings[key.code];
}

const OWN_KEYS = 'input, textarea, select, [contenteditable], [role="menu"], [role="dialog"], [role="alertdialog"]';
const PRESSED_BY_SPACE =
  'button, a, summary, media-play-button, media-mute-button, media-pip-button, media-fullscreen-button';

/** Listens on the whole page while the player is on it, and leaves alone whoever needs the keys for themselves. */
export function bindShortcuts(player: HTMLElement, commands: Commands, signal: AbortSignal): void {
  document.addEventListener(
    'keydown',
    (event) => {
      const target = event.composedPath()[0];
      if (event.defaultPrevented || !(target instanceof Element)) return;
      const inPlayer = event.composedPath().includes(player);
      const slider = inPlayer && target.matches('input[type="range"]');
      if (!slider && target.closest(OWN_KEYS)) return;
      const pressing = event.composedPath().some((node) => node instanceof Element && node.matches(PRESSED_BY_SPACE));
      if (pressing && event.code === 'Space') return;
      const scrolls =
        event.code === 'ArrowUp' || event.code === 'ArrowDown' || event.code === 'Home' || event.code === 'End';
      if ((scrolls && !inPlayer) || (slider && event.code.startsWith('Arrow') && !event.ctrlKey)) return;
      const command = commandFor(event, commands);
      if (!command) return;
      event.preventDefault();
      command();
    },
    { signal },
  );
}
