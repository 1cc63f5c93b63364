/** Where people were in videos, as long as no account keeps it: in this browser, the newest first. */
interface Place {
  id: string;
  at: number;
}

const KEY = 'playhouse.places';
const MOST = 200;
const EVERY_MS = 5000;
/** Who drags along the line seeks many times a second. */
const SEEKS_MS = 1000;
/** Nobody needs to be taken to where hardly anything has passed, or hardly anything is left. */
const LEAST_S = 5;
const END_SHARE = 0.95;

export function parsePlaces(text: string | null): Place[] {
  try {
    const raw: unknown = JSON.parse(text ?? '[]');
    if (!Array.isArray(raw)) return [];
    return raw.filter(
      (one: Partial<Place> | null): one is Place => typeof one?.id === 'string' && typeof one.at === 'number',
    );
  } catch {
    return [];
  }
}

export function withPlace(places: readonly Place[], place: Place): Place[] {
  return [place, ...places.filter(({ id }) => id !== place.id)].slice(0, MOST);
}

/** Whether playback rather begins at this place than at the beginning. */
export function isWorthResuming(at: number, duration: number | null | undefined): boolean {
  return at >= LEAST_S && (!duration || at < duration * END_SHARE);
}

const read = () => {
  try {
    return parsePlaces(localStorage.getItem(KEY));
  } catch {
    return [];
  }
};

export function placeOf(id: string): number | undefined {
  return read().find((place) => place.id === id)?.at;
}

export function savePlace(id: string, at: number): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(withPlace(read(), { id, at })));
  } catch {
    // Without storage every visit begins at the beginning.
  }
}

/** Calls back with where the viewer is: every few seconds of playing, at a pause, after a seek, and on leaving. */
export function keepPlace(
  video: HTMLVideoElement,
  save: (position: number, isLeaving: boolean) => void,
  signal: AbortSignal,
): void {
  let saved = -1;
  let savedAt = 0;
  const keep = (isLeaving: boolean) => {
    // Before anything was played there is nothing to keep.
    if (video.played.length === 0 || video.currentTime === saved) return;
    saved = video.currentTime;
    savedAt = Date.now();
    save(saved, isLeaving);
  };
  video.addEventListener(
    'timeupdate',
    () => {
      if (!video.paused && !video.seeking && Date.now() - savedAt >= EVERY_MS) keep(false);
    },
    { signal },
  );
  for (const name of ['pause', 'ended']) video.addEventListener(name, () => keep(false), { signal });
  video.addEventListener(
    'seeked',
    () => {
      if (Date.now() - savedAt >= SEEKS_MS) keep(false);
    },
    { signal },
  );
  addEventListener('pagehide', () => keep(true), { signal });
  signal.addEventListener('abort', () => keep(true), { once: true });
}
