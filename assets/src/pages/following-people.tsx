import { useInfiniteQuery } from '@tanstack/react-query';
import { followingQuery } from '~/api/follows';
import { FollowedRow, FollowedRowSkeleton } from '~/channel/followed-row';
import { FollowsNobody } from '~/channel/follows-nobody';
import { ErrorCard } from '~/components/error-card';
import { useNear, useTitle } from '~/lib/hooks';
import { m } from '~/words';

export function FollowingPeoplePage() {
  useTitle(m.channel_following());
  const list = useInfiniteQuery({ ...followingQuery, refetchOnMount: 'always' });
  const end = useNear<HTMLDivElement>(
    () => void list.fetchNextPage(),
    list.hasNextPage && !list.isFetchingNextPage && !list.isFetchNextPageError,
  );
  const people = list.data?.pages.flatMap((page) => page.items);
  if (!people && list.isError) return <ErrorCard error={list.error} retry={() => void list.refetch()} />;
  return (
    <section className="mx-auto max-w-3xl px-4 pt-8 pb-20 sm:px-6 sm:pt-10">
      <h1 className="text-3xl font-bold tracking-tight outline-none" tabIndex={-1} data-section-heading>
        {m.channel_following()}
      </h1>
      {people?.length === 0 ? (
        <FollowsNobody />
      ) : (
        <ul className="mt-4" aria-busy={people === undefined}>
          {people
            ? people.map((followed) => <FollowedRow key={followed.person.username} followed={followed} />)
            : Array.from({ length: 6 }, (_, index) => <FollowedRowSkeleton key={index} />)}
        </ul>
      )}
      <div ref={end} className="h-8" aria-hidden="true" />
    </section>
  );
}
