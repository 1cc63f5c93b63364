import { useInfiniteQuery } from '@tanstack/react-query';
import { ListVideo } from 'lucide-react';
import { ownPlaylistsQuery } from '~/api/playlists';
import { StateCard } from '~/components/state-card';
import { useTitle } from '~/lib/hooks';
import { PageHead } from '~/library/page-head';
import { NewPlaylistButton } from '~/playlists/new-playlist-button';
import { PlaylistGrid } from '~/playlists/playlist-grid';
import { testids } from '~/testids';
import { m } from '~/words';

export function PlaylistsPage() {
  useTitle(m.library_playlists());
  const list = useInfiniteQuery({ ...ownPlaylistsQuery, refetchOnMount: 'always' });
  const hasSome = (list.data?.pages[0]?.items.length ?? 0) > 0;
  return (
    <section>
      <PageHead title={m.library_playlists()}>{hasSome && <NewPlaylistButton />}</PageHead>
      <PlaylistGrid list={list} isMine empty={<Empty />} />
    </section>
  );
}

function Empty() {
  return (
    <StateCard
      testid={testids.emptyState}
      icon={<ListVideo aria-hidden="true" />}
      title={m.library_playlists_empty()}
      action={<NewPlaylistButton />}
    >
      <p>{m.library_playlists_empty_text()}</p>
    </StateCard>
  );
}
