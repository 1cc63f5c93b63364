import { expect, it } from 'vitest';
import { parseBoot } from './boot';

it('reads what the server wrote', () => {
  const boot = parseBoot(
    '{"user":{"id":"1","username":"mira"},"video":{"id":"v"},"videos":{"items":[]},"theme":"dark"}',
  );
  expect(boot.user?.username).toBe('mira');
  expect(boot.video?.id).toBe('v');
  expect(boot.videos?.items).toEqual([]);
});

it('reads text that was escaped for a script element', () => {
  expect(parseBoot(String.raw`{"video":{"id":"v","title":"\u003c/script\u003e"}}`).video?.title).toBe('</script>');
});

it.each([undefined, null, '', 'null', '[]', '{', '{"user":7,"video":"x","videos":{"items":1}}'])(
  'takes %s for nothing known',
  (text) => expect(parseBoot(text)).toEqual({ user: null, video: null, videos: null }),
);
