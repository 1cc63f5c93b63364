import { expect, it } from 'vitest';
import { troubleOf } from './trouble';

it.each([
  ['NotAllowedError', 'refused'],
  ['NotFoundError', 'missing'],
  ['OverconstrainedError', 'missing'],
  ['NotReadableError', 'taken'],
  ['UnknownError', 'other'],
])('%s means %s', (name, trouble) => expect(troubleOf(new DOMException('', name))).toBe(trouble));

it('knows nothing of other errors', () => expect(troubleOf(new TypeError('x'))).toBe('other'));
