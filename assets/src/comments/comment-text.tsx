import { Fragment, useMemo, useState } from 'react';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';
import { m } from '~/words';
import { useAround } from './around';
import { LinkedPiece } from './linked-piece';
import { type Piece, parseComment } from './text';

/** A text that is longer than this is folded. */
const LONG_LETTERS = 600;
const LONG_LINES = 8;

function PieceView({ piece }: { piece: Piece }) {
  const { duration, seek } = useAround();
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'code':
      return <code className="rounded bg-sunken px-1 py-0.5 font-mono text-[0.875em]">{piece.text}</code>;
    case 'strong':
      return (
        <strong>
          <Pieces pieces={piece.pieces} />
        </strong>
      );
    case 'em':
      return (
        <em>
          <Pieces pieces={piece.pieces} />
        </em>
      );
    default:
      return <LinkedPiece piece={piece} duration={duration} seek={seek} timeTestid={testids.commentTime} />;
  }
}

function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map((piece, index) => (
    <Fragment key={index}>
      <PieceView piece={piece} />
    </Fragment>
  ));
}

/** What a comment says; folded while it is long. */
export function CommentText({ body }: { body: string }) {
  const pieces = useMemo(() => parseComment(body), [body]);
  const isLong = body.length > LONG_LETTERS || body.split('\n').length > LONG_LINES;
  const [open, setOpen] = useState(false);
  return (
    <>
      <div
        className={clsx('leading-relaxed wrap-anywhere whitespace-pre-line', isLong && !open && 'line-clamp-6')}
        data-testid={testids.commentBody}
        dir="auto"
      >
        <Pieces pieces={pieces} />
      </div>
      {isLong && (
        <button
          type="button"
          className="min-h-11 text-sm font-semibold text-ink-2"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {open ? m.common_show_less() : m.common_read_more()}
        </button>
      )}
    </>
  );
}
