import type { Video } from '~/api/types';
import { locale } from '~/words';

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase(locale);

/** Whether every word of a text is in what is told of a video; accents and capitals make no difference. */
export function isAbout(text: string): (video: Video) => boolean {
  const words = folded(text).split(/\s+/).filter(Boolean);
  return ({ title, description, tags }) => {
    const told = folded(`${title} ${description} ${tags.join(' ')}`);
    return words.every((word) => told.includes(word));
  };
}
