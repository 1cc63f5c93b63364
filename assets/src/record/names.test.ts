import { expect, it } from 'vitest';
import { windowName } from './names';

it.each([
  ['Quarterly figures - Spreadsheet', 'Quarterly figures - Spreadsheet'],
  ['screen:0:0', undefined],
  ['window:4194311:0', undefined],
  ['web-contents-media-stream://12:3', undefined],
  ['', undefined],
])('%j is called %j', (label, name) => expect(windowName(label)).toBe(name));
