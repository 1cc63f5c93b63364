import { Link } from '@tanstack/react-router';
import { Fragment, useMemo, useState } from 'react';
import { clsx } from '~/lib/clsx';
import { spokenDuration } from '~/lib/format';
import { testids } from '~/testids';
import { useAround } from './around';
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
          aria-label={`Go to ${spokenDuration(piece.seconds)}`}
          data-testid={testids.commentTime}
          onClick={() => seek(piece.seconds)}
        >
          {piece.text}
        </button>
      );
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
          {open ? 'Show less' : 'Read more'}
        </button>
      )}
    </>
  );
}
