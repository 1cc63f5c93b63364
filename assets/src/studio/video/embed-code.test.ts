import { expect, it } from 'vitest';
import { type EmbedOptions, embedAddress, embedCode } from './embed-code';

const plain: EmbedOptions = { start: 0, isAutoplay: false, isMuted: false, isLoop: false, isFluid: false };
const origin = 'https://video.example';

it('is the address alone when nothing is asked for', () => {
  expect(embedAddress('a/b', plain, origin)).toBe('https://video.example/embed/a%2Fb');
});

it('says what is asked for; what plays by itself is silent', () => {
  expect(embedAddress('x', { ...plain, start: 12.7, isLoop: true }, origin)).toBe(`${origin}/embed/x?t=12&loop=1`);
  expect(embedAddress('x', { ...plain, isAutoplay: true }, origin)).toBe(`${origin}/embed/x?autoplay=1&muted=1`);
});

it('is code that a title cannot break', () => {
  const code = embedCode('x', `"><script>alert(1)</script>&`, { ...plain, isMuted: true, isLoop: true }, origin);
  expect(code).toContain('title="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;"');
  expect(code).toContain(`src="${origin}/embed/x?muted=1&amp;loop=1"`);
  expect(code.match(/</g)).toHaveLength(2);
  expect(embedCode('x', 't', { ...plain, isFluid: true }, origin)).toContain('aspect-ratio:16/9');
});
