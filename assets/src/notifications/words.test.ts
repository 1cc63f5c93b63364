import { expect, it } from 'vitest';
import type { Notification } from '~/api/types';
import { notificationKinds, sentenceOf, targetOf, textOf } from './words';

const ada = { username: 'ada', display_name: 'Ada L.', avatar: null };
const video = { id: 'v1', title: 'Engines' };
const told = (kind: string, more: Partial<Notification> = {}): Notification => ({
  id: 'n1',
  kind,
  created_at: '2026-11-21T12:00:00Z',
  ...more,
});

it('names who did what to which video', () => {
  expect(textOf(told('reply', { actor: ada, video }))).toBe('Ada L. replied to your comment on Engines');
  expect(textOf(told('upload_failed', { video }))).toBe('Your video Engines could not be processed');
  expect(sentenceOf(told('follow', { actor: { username: 'ada' } }))[0]).toEqual({ text: 'ada', strong: true });
});

it.each([...notificationKinds, 'unheard_of'])('has a sentence for %s about which nothing is left', (kind) => {
  expect(textOf(told(kind))).not.toMatch(/undefined|null/);
  expect(targetOf(told(kind))).toBeUndefined();
});

it('leads to the comment, the video or the person', () => {
  const search = (notification: Notification) => targetOf(notification)?.search;
  expect(search(told('mention', { actor: ada, video, comment: 'c1' }))).toEqual({ comment: 'c1' });
  expect(search(told('new_video', { actor: ada, video }))).toEqual({});
  expect(targetOf(told('follow', { actor: ada }))).toMatchObject({ params: { username: 'ada' } });
});
