/** How well a word of the search fits a text; nothing when it does not. Beginnings of words come before what is within. */
function fit(text: string, word: string): number | undefined {
  const at = text.indexOf(word);
  if (at === 0) return 0;
  if (at > 0) {
    const beginnings = text.split(/[\s/@#-]+/);
    return beginnings.some((beginning) => beginning.startsWith(word)) ? 1 : 2;
  }
  return undefined;
}

/** Letters with their marks taken off, so that `uber` finds `Über`. */
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

export interface Findable {
  label: string;
  /** Other words that people may look for. */
  words?: string;
}

/** Those that fit all that was typed, the best first and otherwise in the order that they had. */
export function matching<Item extends Findable>(items: readonly Item[], typed: string): Item[] {
  const wanted = plain(typed).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [...items];
  const rated = items.flatMap((item) => {
    const [label, words] = [plain(item.label), plain(item.words ?? '')];
    let sum = 0;
    for (const word of wanted) {
      const inWords = fit(words, word);
      const rate = fit(label, word) ?? (inWords === undefined ? undefined : inWords + 3);
      if (rate === undefined) return [];
      sum += rate;
    }
    return [{ item, sum }];
  });
  return rated.sort((a, b) => a.sum - b.sum).map(({ item }) => item);
}

/** Which one is next for a key; the list goes round. */
export function stepped(key: string, index: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowDown') return (index + 1) % count;
  if (key === 'ArrowUp') return (index - 1 + count) % count;
  return undefined;
}
