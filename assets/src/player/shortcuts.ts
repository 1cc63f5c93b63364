export interface Commands {
  togglePlay: () => void;
  toggleMute: () => void;
  toggleFullscreen: () => void;
  togglePictureInPicture: () => void;
  toggleCaptions: () => void;
  toggleTheatre: () => void;
  toggleMini: () => void;
  seekBy: (seconds: number) => void;
  seekToPart: (part: number) => void;
  seekToChapter: (direction: 1 | -1) => void;
  stepFrames: (frames: number) => void;
  changeVolume: (by: number) => void;
  changeSpeed: (direction: 1 | -1) => void;
  /** To the next video or the one before. */
  moveOn: (direction: 1 | -1) => void;
  nextCaptionOpacity: () => void;
  nextCaptionBackground: () => void;
  resizeCaptions: (direction: 1 | -1) => void;
  showShortcuts: () => void;
}

type Key = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** Punctuation goes by what it writes, wherever it is on the keyboard and with whatever it takes to write it. */
function written(key: string, c: Commands): (() => void) | undefined {
  const bindings: Record<string, () => void> = {
    '<': () => c.changeSpeed(-1),
    '>': () => c.changeSpeed(1),
    ',': () => c.stepFrames(-1),
    '.': () => c.stepFrames(1),
    '+': () => c.resizeCaptions(1),
    '=': () => c.resizeCaptions(1),
    '-': () => c.resizeCaptions(-1),
    '?': c.showShortcuts,
  };
  return bindings[key];
}

/** What a key means to the player. Letters go by their place on the keyboard, so they also work where other alphabets are typed. */
export function commandFor(key: Key, commands: Commands): (() => void) | undefined {
  const c = commands;
  if (key.metaKey || key.altKey) return undefined;
  if (key.ctrlKey) {
    if (key.shiftKey) return undefined;
    if (key.code === 'ArrowLeft') return () => c.seekToChapter(-1);
    return key.code === 'ArrowRight' ? () => c.seekToChapter(1) : undefined;
  }
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(key.code)?.[1];
  if (digit !== undefined && !key.shiftKey) return () => c.seekToPart(Number(digit) / 10);
  const sign = written(key.key, c);
  if (sign) return sign;
  if (key.shiftKey) {
    if (key.code === 'KeyN') return () => c.moveOn(1);
    return key.code === 'KeyP' ? () => c.moveOn(-1) : undefined;
  }
  const bindings: Record<string, () => void> = {
    Space: c.togglePlay,
    KeyK: c.togglePlay,
    KeyM: c.toggleMute,
    KeyF: c.toggleFullscreen,
    KeyP: c.togglePictureInPicture,
    KeyC: c.toggleCaptions,
    KeyT: c.toggleTheatre,
    KeyI: c.toggleMini,
    KeyO: c.nextCaptionOpacity,
    KeyW: c.nextCaptionBackground,
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

const OWN_KEYS =
  'input, textarea, select, [contenteditable], [role="menu"], [role="dialog"], [role="alertdialog"], [role="listbox"], [role="tablist"]';
const PRESSED_BY_SPACE =
  'button, a, summary, media-play-button, media-mute-button, media-pip-button, media-fullscreen-button';

/**
 * Listens on the whole page while the player stands in it, and leaves alone whoever needs the keys for themselves. Where
 * the player only came along in a corner, the keys are its own only while the focus is in it.
 */
export function bindShortcuts(
  player: HTMLElement,
  commands: Commands,
  isElsewhere: () => boolean,
  signal: AbortSignal,
): void {
  document.addEventListener(
    'keydown',
    (event) => {
      const target = event.composedPath()[0];
      if (event.defaultPrevented || event.isComposing || !(target instanceof Element)) return;
      const inPlayer = event.composedPath().includes(player);
      if (isElsewhere() && !inPlayer) return;
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
