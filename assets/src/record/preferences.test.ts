import { expect, it } from 'vitest';
import { readPreferences } from './preferences';

it('records the screen and the voice at first', () => {
  expect(readPreferences(null)).toMatchObject({ mode: 'screen', microphone: true, cameraId: '' });
});

it('keeps what was chosen, and nothing that means nothing', () => {
  const text = JSON.stringify({ mode: 'camera', microphone: false, cameraId: 7, corner: 'middle' });
  expect(readPreferences(text)).toEqual({
    mode: 'camera',
    microphone: false,
    system: true,
    cameraId: '',
    microphoneId: '',
    corner: 'bottom-left',
  });
});

it.each(['nonsense', 'null', '3'])('is not stopped by %s', (text) => {
  expect(readPreferences(text).mode).toBe('screen');
});
