import { useNear } from '~/lib/hooks';
import { m } from '~/words';

interface Paging {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
}

/** The end of a list that goes on as one comes near it; a button when that did not work. */
export function PagedEnd({ list }: { list: Paging }) {
  const end = useNear<HTMLDivElement>(
    () => void list.fetchNextPage(),
    list.hasNextPage && !list.isFetchingNextPage && !list.isFetchNextPageError,
  );
  if (list.isFetchNextPageError) {
    return (
      <p className="py-10 text-center">
        <button type="button" className="btn btn-quiet" onClick={() => void list.fetchNextPage()}>
          {m.home_rest_did_not_load()}
        </button>
      </p>
    );
  }
  return <div ref={end} className="h-10" aria-hidden="true" />;
}
