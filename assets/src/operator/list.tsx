import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ErrorCard } from '~/components/error-card';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';
import { m } from '~/words';

interface ListProps {
  list: Pick<
    UseInfiniteQueryResult,
    'error' | 'isPending' | 'isError' | 'refetch' | 'hasNextPage' | 'fetchNextPage' | 'isFetchingNextPage'
  >;
  caption: string;
  columns: readonly string[];
  isEmpty: boolean;
  empty: ReactNode;
  children: ReactNode;
}

/** A table that is read page by page. */
export function List({ list, caption, columns, isEmpty, empty, children }: ListProps) {
  if (list.isPending) {
    return <div className="skeleton h-64 rounded-card!" aria-busy="true" aria-label={m.common_loading()} />;
  }
  if (list.isError && isEmpty) return <ErrorCard error={list.error} retry={() => void list.refetch()} />;
  if (isEmpty) return <p className="py-6 text-ink-2">{empty}</p>;
  return (
    <>
      <Table caption={caption} columns={columns}>
        {children}
      </Table>
      {list.hasNextPage && (
        <button
          type="button"
          className="btn btn-quiet mt-5"
          disabled={list.isFetchingNextPage}
          data-testid={testids.listMore}
          onClick={() => void list.fetchNextPage()}
        >
          {list.isFetchingNextPage ? m.common_loading_more() : m.common_show_more()}
        </button>
      )}
    </>
  );
}

type TableProps = Pick<ListProps, 'caption' | 'columns' | 'children'>;

/**
 * Where there is no room for columns a row becomes a small card; the roles say that it is still a row, since browsers
 * forget it when the layout changes.
 */
export function Table({ caption, columns, children }: TableProps) {
  return (
    <table role="table" className="w-full text-left max-md:block">
      <caption className="sr-only">{caption}</caption>
      <thead role="rowgroup" className="max-md:sr-only">
        <tr role="row" className="border-b border-line text-sm text-ink-3">
          {columns.map((column) => (
            <th
              key={column}
              role="columnheader"
              scope="col"
              className="py-2.5 pr-5 font-semibold whitespace-nowrap last:pr-0"
            >
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" className="max-md:block">
        {children}
      </tbody>
    </table>
  );
}

interface RowProps {
  testid: string;
  /** Of what the row is about. */
  id?: string;
  children: ReactNode;
}

export function Row({ testid, id, children }: RowProps) {
  return (
    <tr
      role="row"
      className="border-b border-line last:border-0 max-md:relative max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-4 max-md:gap-y-1.5 max-md:py-4"
      data-testid={testid}
      data-id={id}
    >
      {children}
    </tr>
  );
}

interface CellProps {
  /** Has a line of its own where rows are cards. */
  wide?: boolean;
  /** Is in the upper corner there, for the finger. */
  corner?: boolean;
  children: ReactNode;
}

export function Cell({ wide = false, corner = false, children }: CellProps) {
  return (
    <td
      role="cell"
      className={clsx(
        'align-middle md:py-3 md:pr-5 md:last:pr-0',
        wide && 'max-md:w-full max-md:pr-12',
        corner && 'max-md:absolute max-md:top-2 max-md:-right-3',
      )}
    >
      {children}
    </td>
  );
}
