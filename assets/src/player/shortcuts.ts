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

type Key = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat'>;
type Bindings = Readonly<Record<string, (commands: Commands) => void>>;

/** These go on for as long as the key stays down. */
const steps: Bindings = {
  j: (c) => c.seekBy(-10),
  l: (c) => c.seekBy(10),
  ArrowLeft: (c) => c.seekBy(-5),
  ArrowRight: (c) => c.seekBy(5),
  ArrowUp: (c) => c.changeVolume(0.05),
  ArrowDown: (c) => c.changeVolume(-0.05),
  ',': (c) => c.stepFrames(-1),
  '.': (c) => c.stepFrames(1),
};

/** These are done once, however long the key stays down. */
const acts: Bindings = {
  ' ': (c) => c.togglePlay(),
  k: (c) => c.togglePlay(),
  m: (c) => c.toggleMute(),
  f: (c) => c.toggleFullscreen(),
  p: (c) => c.togglePictureInPicture(),
  c: (c) => c.toggleCaptions(),
  t: (c) => c.toggleTheatre(),
  i: (c) => c.toggleMini(),
  o: (c) => c.nextCaptionOpacity(),
  w: (c) => c.nextCaptionBackground(),
  Home: (c) => c.seekToPart(0),
  End: (c) => c.seekToPart(1),
  '<': (c) => c.changeSpeed(-1),
  '>': (c) => c.changeSpeed(1),
  '+': (c) => c.resizeCaptions(1),
  '=': (c) => c.resizeCaptions(1),
  '-': (c) => c.resizeCaptions(-1),
  '?': (c) => c.showShortcuts(),
};

const withShift: Bindings = {
  n: (c) => c.moveOn(1),
  p: (c) => c.moveOn(-1),
};

const withCtrl: Bindings = {
  ArrowLeft: (c) => c.seekToChapter(-1),
  ArrowRight: (c) => c.seekToChapter(1),
};

const nothing = () => undefined;

/**
 * What is on the key: what it writes, or its name. Letters and digits of other alphabets go by the place of the key, where
 * a Latin keyboard has its own.
 */
function nameOf({ key, code }: Key): string {
  if (key.length > 1) return key;
  const isForeign = /[\p{L}\p{Nd}]/u.test(key) && !/[\p{Script=Latin}\d]/u.test(key);
  const place = isForeign ? /^(?:Key|Digit|Numpad)([A-Z\d])$/.exec(code)?.[1] : undefined;
  return (place ?? key).toLowerCase();
}

/** Whether it is a letter or a key with a name; signs and digits may need Shift to be written at all. */
const canBeShifted = (name: string) => name === ' ' || name.length > 1 || /[a-z]/.test(name);

function binding(key: Key): { act: (commands: Commands) => void; repeats: boolean } | undefined {
  const name = nameOf(key);
  const once = (act: ((commands: Commands) => void) | undefined) => act && { act, repeats: false };
  if (key.metaKey || key.altKey) return undefined;
  if (key.ctrlKey) return key.shiftKey ? undefined : once(withCtrl[name]);
  if (key.shiftKey && canBeShifted(name)) return once(withShift[name]);
  if (/^\d$/.test(name)) return once((c) => c.seekToPart(Number(name) / 10));
  const step = steps[name];
  return step ? { act: step, repeats: true } : once(acts[name]);
}

/** What a key means to the player; held down, most mean nothing more, and neither do they to the page. */
export function commandFor(key: Key, commands: Commands): (() => void) | undefined {
  const bound = binding(key);
  if (!bound) return undefined;
  return key.repeat && !bound.repeats ? nothing : () => bound.act(commands);
}

const OWN_KEYS =
  'input, textarea, select, [contenteditable], [role="menu"], [role="dialog"], [role="alertdialog"], [role="listbox"], [role="tablist"]';
const PRESSED_BY_SPACE =
  'button, a, summary, media-play-button, media-mute-button, media-pip-button, media-fullscreen-button';

const SCROLLING: ReadonlySet<string> = new Set(['ArrowUp', 'ArrowDown', 'Home', 'End']);

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
      if (pressing && event.key === ' ') return;
      if (SCROLLING.has(event.key) && !inPlayer) return;
      if (slider && event.key.startsWith('Arrow') && !event.ctrlKey) return;
      const command = commandFor(event, commands);
      if (!command) return;
      event.preventDefault();
      command();
    },
    { signal },
  );
}
