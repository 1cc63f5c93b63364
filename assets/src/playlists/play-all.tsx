import { Link } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';
import { m } from '~/words';
import { playSearch } from './play-search';

interface PlayAllProps {
  /** The video that is first in it. */
  first: string;
  list: string;
  className?: string;
}

/** Plays a list through from its beginning. */
export function PlayAll({ first, list, className }: PlayAllProps) {
  return (
    <Link
      to="/watch/$id"
      params={{ id: first }}
      search={playSearch(list)}
      className={clsx('btn btn-primary', className)}
      data-testid={testids.playlistPlay}
    >
      <Play aria-hidden="true" className="fill-current" />
      {m.library_play_all()}
    </Link>
  );
}
