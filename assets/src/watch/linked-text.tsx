import { useMemo } from 'react';
import { LinkedPiece } from '~/comments/linked-piece';
import { type Piece, parsePlain } from '~/comments/text';
import { testids } from '~/testids';

interface LinkedTextProps {
  text: string;
  /** Times beyond it are no places to go to. */
  duration: number | undefined;
  seek: (seconds: number) => void;
}

/** What somebody wrote about a video, with its links, people and times to press. */
export function LinkedText({ text, ...around }: LinkedTextProps) {
  const pieces = useMemo(() => parsePlain(text), [text]);
  return pieces.map((piece, index) => <PieceView key={index} piece={piece} {...around} />);
}

function PieceView({ piece, duration, seek }: Omit<LinkedTextProps, 'text'> & { piece: Piece }) {
  switch (piece.kind) {
    case 'link':
    case 'mention':
    case 'time':
      return <LinkedPiece piece={piece} duration={duration} seek={seek} timeTestid={testids.descriptionTime} />;
    default:
      return 'text' in piece ? piece.text : null;
  }
}
