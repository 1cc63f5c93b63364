export const MOST_TAGS = 20;
const LONGEST_TAG = 40;

/** A tag as the server writes it: composed, lower case, single spaces, no `#` before it; undefined when nothing is left. */
export function tagOf(text: string): string | undefined {
  const plain = text
    .replace(/^[#\s]+/, '')
    .toLowerCase()
    .normalize('NFC')
    .trim()
    .split(/\s+/)
    .join(' ');
  return plain === '' ? undefined : [...plain].slice(0, LONGEST_TAG).join('').trim();
}

/** The tags with those that a text names, which commas and lines divide: each once, and not too many. */
export function withTags(tags: readonly string[], text: string): string[] {
  const named = text.split(/[,\n]/).flatMap((part) => tagOf(part) ?? []);
  return [...new Set([...tags, ...named])].slice(0, MOST_TAGS);
}
