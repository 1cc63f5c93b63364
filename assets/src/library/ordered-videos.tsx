import { useInfiniteQuery } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { itemsOf } from '~/api/lists';
import { type OrderedList, useOrder } from '~/api/ordered';
import type { playlistItemsQuery } from '~/api/playlists';
import type { PlaylistItem } from '~/api/types';
import { BackToTop } from '~/components/back-to-top';
import { ErrorCard } from '~/components/error-card';
import { PagedEnd } from '~/components/paged-end';
import { ReorderList } from '~/playlists/reorder-list';
import { testids } from '~/testids';
import { m } from '~/words';
import { EntryRow, EntryRowSkeletons } from './entry-row';

interface OrderedVideosProps {
  query: ReturnType<typeof playlistItemsQuery>;
  /** For who may change it; others see it as it is. */
  list: OrderedList | undefined;
  label: string;
  /** Of the playlist, where the videos are watched one after the other. */
  playlist?: string;
  empty: ReactNode;
}

const idOf = ({ video }: PlaylistItem) => video.id;

/** The videos of a playlist, in its order. */
export function OrderedVideos({ query, list, label, playlist, empty }: OrderedVideosProps) {
  const pages = useInfiniteQuery({ ...query, refetchOnMount: 'always' });
  if (!pages.data) {
    if (pages.isError) return <ErrorCard error={pages.error} retry={() => void pages.refetch()} />;
    return <EntryRowSkeletons label={m.common_loading()} />;
  }
  const items = itemsOf<PlaylistItem>(pages.data, idOf);
  if (items.length === 0 && !pages.hasNextPage) return empty;
  return (
    <>
      {list ? (
        <Changeable items={items} list={list} label={label} playlist={playlist} />
      ) : (
        <ol aria-label={label}>
          {items.map(({ video }, index) => (
            <li key={video.id} className="flex items-center gap-2" data-testid={testids.orderedItem}>
              <span className="w-8 flex-none text-center text-sm text-ink-3 tabular-nums" aria-hidden="true">
                {index + 1}
              </span>
              <div className="min-w-0 flex-1">
                <EntryRow video={video} eager={index < 6} list={playlist} />
              </div>
            </li>
          ))}
        </ol>
      )}
      <PagedEnd list={pages} />
      <BackToTop />
    </>
  );
}

interface ChangeableProps {
  items: readonly PlaylistItem[];
  list: OrderedList;
  label: string;
  playlist: string | undefined;
}

function Changeable({ items, list, label, playlist }: ChangeableProps) {
  const order = useOrder(list);
  const remove = (item: PlaylistItem) => {
    document.querySelector<HTMLElement>('[data-section-heading]')?.focus({ preventScroll: true });
    order.remove(item);
  };
  return (
    <ReorderList
      items={items}
      idOf={idOf}
      nameOf={({ video }) => video.title}
      label={label}
      onMove={(from, to) => order.move(from, to)}
    >
      {(item, index) => (
        <EntryRow
          video={item.video}
          eager={index < 6}
          list={playlist}
          more={[
            {
              label: m.library_take_out(),
              icon: <Trash2 aria-hidden="true" />,
              testid: testids.itemRemove,
              onSelect: () => remove(item),
            },
          ]}
        />
      )}
    </ReorderList>
  );
}
