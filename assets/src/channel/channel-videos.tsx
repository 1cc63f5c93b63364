import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Clapperboard, ListVideo } from 'lucide-react';
import { channelPlaylistsQuery } from '~/api/playlists';
import { videosQuery } from '~/api/queries';
import type { Sort } from '~/api/types';
import { SortLinks } from '~/components/sort-links';
import { StateCard } from '~/components/state-card';
import { VideoGrid } from '~/components/video-grid';
import { PlaylistGrid } from '~/playlists/playlist-grid';
import { testids } from '~/testids';
import { m } from '~/words';

interface ChannelVideosProps {
  username: string;
  sort: Sort;
  mine: boolean;
}

export function ChannelVideos({ username, sort, mine }: ChannelVideosProps) {
  const list = useInfiniteQuery(videosQuery({ username, ...(sort !== 'newest' && { sort }) }));
  const isSortable = (list.data?.pages[0]?.items.length ?? 0) > 1;
  return (
    <>
      {isSortable && (
        <div className="mb-6">
          <SortLinks
            sort={sort}
            to={(value) => ({
              to: '/@{$username}',
              params: { username },
              search: value === 'newest' ? {} : { sort: value },
            })}
          />
        </div>
      )}
      <VideoGrid list={list} withOwner={false} empty={<NoVideos mine={mine} />} />
    </>
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
