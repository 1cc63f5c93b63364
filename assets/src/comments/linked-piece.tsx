import { Link } from '@tanstack/react-router';
import { spokenDuration } from '~/lib/format';
import { m } from '~/words';
import type { Piece } from './text';

interface LinkedPieceProps {
  piece: Extract<Piece, { kind: 'link' | 'mention' | 'time' }>;
  /** Times beyond it are no places to go to. */
  duration: number | undefined;
  seek: (seconds: number) => void;
  timeTestid: string;
}

/** A link, a person or a time in what somebody wrote. */
export function LinkedPiece({ piece, duration, seek, timeTestid }: LinkedPieceProps) {
  switch (piece.kind) {
    case 'link':
      return (
        <a href={piece.href} target="_blank" rel="noopener nofollow ugc" className="link break-all">
          {piece.text}
        </a>
      );
    case 'mention':
      return (
        <Link to="/@{$username}" params={{ username: piece.username }} className="link no-underline hover:underline">
          {piece.text}
        </Link>
      );
    case 'time':
      if (duration === undefined || piece.seconds > duration) return piece.text;
      return (
        <button
          type="button"
          className="link tabular-nums"
          aria-label={m.common_go_to({ shown: piece.text, time: spokenDuration(piece.seconds) })}
          data-testid={timeTestid}
          onClick={() => seek(piece.seconds)}
        >
          {piece.text}
        </button>
      );
  }
}
