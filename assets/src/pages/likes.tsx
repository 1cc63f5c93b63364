import { useInfiniteQuery } from '@tanstack/react-query';
import { ThumbsDown, ThumbsUp } from 'lucide-react';
import { likesQuery } from '~/api/discovery';
import { useUnlike } from '~/api/likes';
import { itemsOf } from '~/api/lists';
import type { Video } from '~/api/types';
import { BackToTop } from '~/components/back-to-top';
import { ErrorCard } from '~/components/error-card';
import { PagedEnd } from '~/components/paged-end';
import { useTitle } from '~/lib/hooks';
import { removeLater, useRemoved } from '~/lib/remove-later';
import { EmptyList } from '~/library/empty-list';
import { EntryRow, EntryRowSkeletons } from '~/library/entry-row';
import { PageHead } from '~/library/page-head';
import { testids } from '~/testids';
import { m } from '~/words';

const keyOf = (id: string) => `like:${id}`;

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
  const removed = useRemoved();
  const unlike = useUnlike();
  if (!list.data) {
    if (list.isError) return <ErrorCard error={list.error} retry={() => void list.refetch()} />;
    return <EntryRowSkeletons label={m.common_loading()} />;
  }
  const videos = itemsOf<Video>(list.data, ({ id }) => id).filter(({ id }) => !removed.has(keyOf(id)));
  if (videos.length === 0 && !list.hasNextPage) return <Empty />;
  const remove = (id: string) => {
    document.querySelector<HTMLElement>('[data-section-heading]')?.focus({ preventScroll: true });
    removeLater(keyOf(id), m.library_unliked(), (isLeaving) => unlike(id, isLeaving));
  };
  return (
    <>
      {videos.map((video, index) => (
        <EntryRow
          key={video.id}
          video={video}
          eager={index < 6}
          more={[
            {
              label: m.library_unlike(),
              icon: <ThumbsDown aria-hidden="true" />,
              testid: testids.likeRemove,
              onSelect: () => remove(video.id),
            },
          ]}
        />
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
