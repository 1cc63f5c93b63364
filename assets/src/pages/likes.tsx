import { useInfiniteQuery } from '@tanstack/react-query';
import { ThumbsUp } from 'lucide-react';
import { likesQuery } from '~/api/discovery';
import { itemsOf } from '~/api/lists';
import type { Video } from '~/api/types';
import { BackToTop } from '~/components/back-to-top';
import { ErrorCard } from '~/components/error-card';
import { PagedEnd } from '~/components/paged-end';
import { useTitle } from '~/lib/hooks';
import { EmptyList } from '~/library/empty-list';
import { EntryRow, EntryRowSkeletons } from '~/library/entry-row';
import { PageHead } from '~/library/page-head';
import { m } from '~/words';

export function LikesPage() {
  useTitle(m.library_likes());
  return (
    <section>
      <PageHead title={m.library_likes()} note={m.library_likes_note()} />
      <List />
    </section>
  );
}

function List() {
  const list = useInfiniteQuery({ ...likesQuery, refetchOnMount: 'always' });
  if (!list.data) {
    if (list.isError) return <ErrorCard error={list.error} retry={() => void list.refetch()} />;
    return <EntryRowSkeletons label={m.common_loading()} />;
  }
  const videos = itemsOf<Video>(list.data, ({ id }) => id);
  if (videos.length === 0 && !list.hasNextPage) return <Empty />;
  return (
    <>
      {videos.map((video, index) => (
        <EntryRow key={video.id} video={video} eager={index < 6} />
      ))}
      <PagedEnd list={list} />
      <BackToTop />
    </>
  );
}

function Empty() {
  return (
    <EmptyList
      icon={<ThumbsUp aria-hidden="true" />}
      title={m.library_likes_empty()}
      text={m.library_likes_empty_text()}
    />
  );
}
