import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Messages = Record<string, unknown>;
const folder = new URL('../messages/', import.meta.url);
const areas = readdirSync(new URL('en/', folder)).map((name) => name.replace('.json', ''));
const read = (locale: string, area: string): Messages =>
  JSON.parse(readFileSync(new URL(`${locale}/${area}.json`, folder), 'utf8'));

/** What a message is filled with: `{name}`. */
const blanks = (message: unknown) => [...new Set(JSON.stringify(message).match(/\{\w+\}/g))].sort();

describe.each(areas)('the words of %s', (area) => {
  const english = read('en', area);
  const german = read('de', area);

  it('are there in every language, under the name of their area', () => {
    expect(Object.keys(german).sort()).toEqual(Object.keys(english).sort());
    for (const key of Object.keys(english)) expect(key).toMatch(new RegExp(`^${area}_[a-z0-9_]+$`));
  });

  it('are filled with the same things in every language', () => {
    for (const key of Object.keys(english)) expect([key, blanks(german[key])]).toEqual([key, blanks(english[key])]);
  });
});
