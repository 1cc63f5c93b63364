import { expect, it } from 'vitest';
import { titled } from './document-title';

it.each([
  [0, 'Studio'],
  [3, '(3) Studio'],
  [99, '(99) Studio'],
  [1200, '(99+) Studio'],
])('with %d unread the title is %s', (count, title) => expect(titled('Studio', count)).toBe(title));
