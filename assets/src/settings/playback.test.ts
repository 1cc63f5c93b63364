import { expect, test } from 'vitest';
import { NONE, captionChoices, qualityChoices, speedChoices } from './playback';

const values = (choices: { value: string }[]) => choices.map(({ value }) => value);

test('what was chosen in the player is among the choices, in its place', () => {
  expect(values(qualityChoices(270)).slice(-4)).toEqual(['360', '270', '240', '144']);
  expect(values(speedChoices(1.1)).slice(3, 6)).toEqual(['1', '1.1', '1.25']);
  expect(values(captionChoices('tlh'))).toContain('tlh');
});

test('what is one of them is there once', () => {
  expect(values(qualityChoices(720)).filter((value) => value === '720')).toHaveLength(1);
  expect(values(captionChoices('de')).filter((value) => value === 'de')).toHaveLength(1);
});

test('no limit and no captions come first', () => {
  expect(qualityChoices(null)[0]?.value).toBe(NONE);
  expect(captionChoices(null)[0]?.value).toBe(NONE);
});
