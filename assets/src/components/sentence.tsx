import { Fragment, type ReactNode } from 'react';
import { piecesOf } from '~/lib/pieces';

interface SentenceProps<Name extends string> {
  say: (blanks: Record<Name, string>) => string;
  /** Elements by the names of the blanks. */
  fill: Readonly<Record<Name, ReactNode>>;
}

/** A message with elements in it: a link, a name that stands out. */
export function Sentence<Name extends string>({ say, fill }: SentenceProps<Name>) {
  return piecesOf<Name, ReactNode>(say, fill).map((piece, index) => <Fragment key={index}>{piece}</Fragment>);
}
