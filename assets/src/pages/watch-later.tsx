import { useInfiniteQuery } from '@tanstack/react-query';
import { Clock } from 'lucide-react';
import { watchLaterList } from '~/api/ordered';
import { watchLaterQuery } from '~/api/watch-later';
import { useTitle } from '~/lib/hooks';
import { OrderedVideos } from '~/library/ordered-videos';
import { EmptyList } from '~/library/empty-list';
import { PageHead } from '~/library/page-head';
import { PlayAll } from '~/playlists/play-all';
import { WATCH_LATER } from '~/playlists/play-search';
import { m } from '~/words';

export function WatchLaterPage() {
  useTitle(m.library_later());
  const { data } = useInfiniteQuery({ ...watchLaterQuery, enabled: false });
  const first = data?.pages[0]?.items[0]?.video.id;
  return (
    <section>
      <PageHead title={m.library_later()} note={m.library_later_note()}>
        {first && <PlayAll first={first} list={WATCH_LATER} />}
      </PageHead>
      <OrderedVideos
        query={watchLaterQuery}
        list={watchLaterList}
        label={m.library_later()}
        playlist={WATCH_LATER}
        empty={<Empty />}
      />
    </section>
  );
}

function Empty() {
  return (
    <EmptyList
      icon={<Clock aria-hidden="true" />}
      title={m.library_later_empty()}
      text={m.library_later_empty_text()}
    />
  );
}
