import { m } from '~/words';

/** What is recorded from. */
export type Input = 'screen' | 'camera' | 'microphone';

/** Why something cannot be recorded from: refused by the person or their system, not there, used by another program. */
export type Trouble = 'refused' | 'missing' | 'taken' | 'other';

export function troubleOf(error: unknown): Trouble {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError' || name === 'InvalidStateError') return 'refused';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return name === 'NotReadableError' || name === 'AbortError' ? 'taken' : 'other';
}

const words: Record<Input, Record<Trouble, () => string>> = {
  screen: {
    refused: m.record_screen_refused,
    missing: m.record_screen_missing,
    taken: m.record_screen_taken,
    other: m.record_screen_taken,
  },
  camera: {
    refused: m.record_camera_refused,
    missing: m.record_camera_missing,
    taken: m.record_camera_taken,
    other: m.record_camera_taken,
  },
  microphone: {
    refused: m.record_microphone_refused,
    missing: m.record_microphone_missing,
    taken: m.record_microphone_taken,
    other: m.record_microphone_taken,
  },
};

export function sentence(input: Input, trouble: Trouble): string {
  return words[input][trouble]();
}
