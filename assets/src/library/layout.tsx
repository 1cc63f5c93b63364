import { Outlet } from '@tanstack/react-router';
import { Clock, History, LibraryBig, ListVideo, ThumbsUp } from 'lucide-react';
import { type SectionLink, SectionedPage } from '~/components/sectioned-page';
import { testids } from '~/testids';
import { m } from '~/words';

const links: SectionLink[] = [
  { to: '/library', label: m.library_overview(), icon: LibraryBig, testid: testids.libraryOverview },
  { to: '/history', label: m.library_history(), icon: History, testid: testids.libraryHistory },
  { to: '/watch-later', label: m.library_later(), icon: Clock, testid: testids.libraryLater },
  { to: '/playlists', label: m.library_playlists(), icon: ListVideo, testid: testids.libraryPlaylists },
  { to: '/likes', label: m.library_likes(), icon: ThumbsUp, testid: testids.libraryLikes },
];

/** What a person keeps: what they have watched, want to watch, have put together and like. */
export function LibraryLayout() {
  return (
    <SectionedPage title={m.library_title()} links={links}>
      <Outlet />
    </SectionedPage>
  );
}
