import type { Bezel } from './bezel';
import type { Player } from './player';

const DOUBLE_MS = 300;
const HOLD_MS = 500;
/** A finger that rests moves by less. */
const STILL_PX = 12;
const JUMP_S = 10;
const HELD_RATE = 2;
const WHEEL_STEP = 0.05;

type OnPicture = (target: EventTarget | null) => boolean;

/** Which side of the picture was touched; the middle is none. */
export function sideOf(across: number): -1 | 0 | 1 {
  if (across < 0.4) return -1;
  return across > 0.6 ? 1 : 0;
}

/** A second tap on the same side in time jumps, and every further one jumps on. */
export class Taps {
  private last = { at: -Infinity, side: 0 };
  private jumped = 0;

  /** Answers by how many seconds this tap jumps altogether with those before it, or 0. */
  tap(at: number, side: -1 | 0 | 1): number {
    const again = side !== 0 && side === this.last.side && at - this.last.at < DOUBLE_MS;
    this.last = { at, side };
    this.jumped = again ? this.jumped + side * JUMP_S : 0;
    return this.jumped;
  }
}

function bindTaps({ root, video, signal }: Player, onPicture: OnPicture, bezel: Bezel): void {
  const taps = new Taps();
  root.addEventListener(
    'pointerup',
    (event) => {
      if (event.pointerType !== 'touch' || !onPicture(event.target)) return;
      const { left, width } = root.getBoundingClientRect();
      const side = sideOf((event.clientX - left) / width);
      const jumped = taps.tap(event.timeStamp, side);
      if (jumped === 0) return;
      video.currentTime = Math.max(0, video.currentTime + side * JUMP_S);
      bezel.show(
        side > 0 ? 'forward' : 'back',
        `${side > 0 ? '+' : '−'}${Math.abs(jumped)} s`,
        side > 0 ? 'right' : 'left',
      );
    },
    { signal },
  );
  // Clicks that fingers leave behind come late, when nobody can tell any more that they are none of a mouse.
  root.addEventListener(
    'click',
    (event) => {
      if ('pointerType' in event && event.pointerType === 'touch' && onPicture(event.target))
        event.stopImmediatePropagation();
    },
    { signal, capture: true },
  );
}

/** A finger or a button that stays down plays at double speed for as long. */
function bindHold({ root, video, signal }: Player, onPicture: OnPicture, bezel: Bezel): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let from: { x: number; y: number } | undefined;
  let before: number | undefined;
  let swallow = false;

  const end = () => {
    clearTimeout(timer);
    timer = undefined;
    if (before === undefined) return;
    video.playbackRate = before;
    before = undefined;
    bezel.release();
  };
  root.addEventListener(
    'pointerdown',
    (event) => {
      swallow = false;
      if (event.button !== 0 || !onPicture(event.target) || video.paused) return;
      from = { x: event.clientX, y: event.clientY };
      timer = setTimeout(() => {
        before = video.playbackRate;
        swallow = true;
        video.playbackRate = HELD_RATE;
        bezel.hold('forward', `${HELD_RATE}×`);
      }, HOLD_MS);
    },
    { signal },
  );
  root.addEventListener(
    'pointermove',
    ({ clientX, clientY }) => {
      const moved = from && Math.hypot(clientX - from.x, clientY - from.y) > STILL_PX;
      if (moved && before === undefined) end();
    },
    { signal },
  );
  for (const name of ['pointerup', 'pointercancel']) addEventListener(name, end, { signal });
  // The press has had its meaning; it does not pause as well.
  root.addEventListener(
    'click',
    (event) => {
      if (swallow && onPicture(event.target)) event.stopImmediatePropagation();
      swallow = false;
    },
    { signal, capture: true },
  );
  root.addEventListener(
    'contextmenu',
    (event) => {
      if (!swallow) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { signal, capture: true },
  );
}

/** The wheel turns the sound: over its slider, and over the picture where nothing could scroll. */
function bindWheel({ root, chrome, commands, signal }: Player): void {
  root.addEventListener(
    'wheel',
    (event) => {
      const overVolume = event.composedPath().includes(chrome.volume);
      const isFull = document.fullscreenElement !== null;
      const inList = event.target instanceof Element && event.target.closest('.ph-menu, .ph-panel, .ph-stats');
      if (!(overVolume || isFull) || inList || event.deltaY === 0) return;
      event.preventDefault();
      commands.changeVolume(event.deltaY < 0 ? WHEEL_STEP : -WHEEL_STEP);
    },
    { signal, passive: false },
  );
}

/** Double tap, press and hold, wheel. */
export function bindGestures(player: Player, onPicture: OnPicture, bezel: Bezel): void {
  bindTaps(player, onPicture, bezel);
  bindHold(player, onPicture, bezel);
  bindWheel(player);
}
