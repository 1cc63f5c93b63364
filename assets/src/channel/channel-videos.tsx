import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Clapperboard, ListVideo } from 'lucide-react';
import { useMemo } from 'react';
import { channelPlaylistsQuery } from '~/api/playlists';
import { videosQuery } from '~/api/queries';
import type { Sort } from '~/api/types';
import { SearchField } from '~/components/search-field';
import { SortLinks } from '~/components/sort-links';
import { StateCard } from '~/components/state-card';
import { VideoGrid } from '~/components/video-grid';
import { isAbout } from '~/lib/video-search';
import { useTypedSearch } from '~/operator/use-typed-search';
import { PlaylistGrid } from '~/playlists/playlist-grid';
import { testids } from '~/testids';
import { m } from '~/words';
import { channelSearch } from './search';

interface ChannelVideosProps {
  username: string;
  sort: Sort;
  /** What the list is narrowed to. */
  q: string;
  mine: boolean;
}

export function ChannelVideos({ username, sort, q, mine }: ChannelVideosProps) {
  const list = useInfiniteQuery(videosQuery({ username, ...(sort !== 'newest' && { sort }) }));
  const isFound = useMemo(() => isAbout(q), [q]);
  const isLong = (list.data?.pages[0]?.items.length ?? 0) > 1;
  return (
    <>
      {(isLong || q) && (
        <div className="mb-6 flex flex-wrap items-center justify-between gap-3">
          <SortLinks
            sort={sort}
            to={(value) => ({ to: '/@{$username}', params: { username }, search: channelSearch({ sort: value, q }) })}
          />
          <ChannelSearchField username={username} sort={sort} q={q} />
        </div>
      )}
      <VideoGrid
        list={list}
        withOwner={false}
        isWanted={isFound}
        empty={q ? <NothingFound /> : <NoVideos mine={mine} />}
      />
    </>
  );
}

function ChannelSearchField({ username, sort, q }: Omit<ChannelVideosProps, 'mine'>) {
  const navigate = useNavigate();
  const [text, setText] = useTypedSearch(q, (typed) => {
    const search = channelSearch({ sort, q: typed });
    void navigate({ to: '/@{$username}', params: { username }, search, replace: true, resetScroll: false });
  });
  return <SearchField label={m.channel_search()} value={text} testid={testids.channelSearch} onChange={setText} />;
}

function NothingFound() {
  return (
    <p className="py-16 text-center text-ink-2" role="status" data-testid={testids.channelNothing}>
      {m.channel_nothing_found()}
    </p>
  );
}

function NoVideos({ mine }: { mine: boolean }) {
  return (
    <StateCard
      testid={testids.emptyState}
      icon={<Clapperboard aria-hidden="true" />}
      title={m.channel_empty()}
      action={
        <Link to={mine ? '/upload' : '/'} className="btn btn-primary">
          {mine ? m.channel_empty_upload() : m.library_see_what_is_on()}
        </Link>
      }
    >
      <p>{mine ? m.channel_empty_mine() : m.channel_empty_other()}</p>
    </StateCard>
  );
}

export function ChannelPlaylists({ username, mine }: { username: string; mine: boolean }) {
  const list = useInfiniteQuery(channelPlaylistsQuery(username));
  return (
    <>
      <h2 className="sr-only">{m.channel_playlists()}</h2>
      <PlaylistGrid
        list={list}
        empty={
          <StateCard
            testid={testids.emptyState}
            icon={<ListVideo aria-hidden="true" />}
            title={m.channel_no_playlists()}
            action={
              mine && (
                <Link to="/playlists" className="btn btn-primary">
                  {m.channel_your_playlists()}
                </Link>
              )
            }
          >
            <p>{mine ? m.channel_no_playlists_mine() : m.channel_no_playlists_other()}</p>
          </StateCard>
        }
      />
    </>
  );
}
