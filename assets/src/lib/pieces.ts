/** Stands on both sides of a name where an element goes; nobody writes it. */
const MARK = '\u0001';

/** A message in pieces: its words, and what fills its blanks, in the order of the language. */
export function piecesOf<Name extends string, Fill>(
  say: (blanks: Record<Name, string>) => string,
  fill: Readonly<Record<Name, Fill>>,
): (string | Fill)[] {
  const names = Object.keys(fill) as Name[];
  const blanks = Object.fromEntries(names.map((name) => [name, MARK + name + MARK])) as Record<Name, string>;
  const pieces = say(blanks).split(MARK);
  return pieces.map((piece, index) => (index % 2 === 0 ? piece : fill[piece as Name])).filter((piece) => piece !== '');
}
