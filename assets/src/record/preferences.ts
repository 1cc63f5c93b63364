import { type Corner, corners } from './bubble';

export const modes = ['screen', 'screen-camera', 'camera'] as const;
export type Mode = (typeof modes)[number];

/** What somebody wants to record, as they had it last time. An empty device is the system's own choice. */
export interface Preferences {
  mode: Mode;
  microphone: boolean;
  system: boolean;
  cameraId: string;
  microphoneId: string;
  corner: Corner;
}

const KEY = 'playhouse.recorder';
const FIRST: Preferences = {
  mode: 'screen',
  microphone: true,
  system: true,
  cameraId: '',
  microphoneId: '',
  corner: 'bottom-left',
};

export const showsScreen = (mode: Mode) => mode !== 'camera';
export const showsCamera = (mode: Mode) => mode !== 'screen';

/** What is not understood is as at first. */
export function readPreferences(text: string | null): Preferences {
  let kept: Partial<Record<keyof Preferences, unknown>> = {};
  try {
    kept = (JSON.parse(text ?? '{}') ?? {}) as typeof kept;
  } catch {
    // As at first.
  }
  const word = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    mode: modes.find((mode) => mode === kept.mode) ?? FIRST.mode,
    microphone: kept.microphone !== false,
    system: kept.system !== false,
    cameraId: word(kept.cameraId),
    microphoneId: word(kept.microphoneId),
    corner: corners.find((corner) => corner === kept.corner) ?? FIRST.corner,
  };
}

export function loadPreferences(): Preferences {
  try {
    return readPreferences(localStorage.getItem(KEY));
  } catch {
    return FIRST;
  }
}

export function keepPreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // They hold for this visit.
  }
}
