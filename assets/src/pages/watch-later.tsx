import { Clock } from 'lucide-react';
import { watchLaterList } from '~/api/ordered';
import { watchLaterQuery } from '~/api/watch-later';
import { useTitle } from '~/lib/hooks';
import { OrderedVideos } from '~/library/ordered-videos';
import { EmptyList } from '~/library/empty-list';
import { PageHead } from '~/library/page-head';
import { m } from '~/words';

export function WatchLaterPage() {
  useTitle(m.library_later());
  return (
    <section>
      <PageHead title={m.library_later()} note={m.library_later_note()} />
      <OrderedVideos query={watchLaterQuery} list={watchLaterList} label={m.library_later()} empty={<Empty />} />
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
