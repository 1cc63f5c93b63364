import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, getRouteApi } from '@tanstack/react-router';
import { History, SearchX, Trash2 } from 'lucide-react';
import { historyQuery, useForget } from '~/api/history';
import { itemsOf } from '~/api/lists';
import type { HistoryItem } from '~/api/types';
import { BackToTop } from '~/components/back-to-top';
import { ErrorCard } from '~/components/error-card';
import { PagedEnd } from '~/components/paged-end';
import { StateCard } from '~/components/state-card';
import { useTitle } from '~/lib/hooks';
import { removeLater, useRemoved } from '~/lib/remove-later';
import { byDay, dayName } from '~/library/days';
import { EmptyList } from '~/library/empty-list';
import { EntryRow, EntryRowSkeletons } from '~/library/entry-row';
import { HistoryTools, PausedNote } from '~/library/history-tools';
import { PageHead } from '~/library/page-head';
import { testids } from '~/testids';
import { m } from '~/words';

const route = getRouteApi('/library/history');

const keyOf = (id: string) => `history:${id}`;

export function HistoryPage() {
  useTitle(m.library_history());
  const { q = '' } = route.useSearch();
  return (
    <section>
      <PageHead title={m.library_history()}>
        <HistoryTools q={q} />
      </PageHead>
      <PausedNote />
      <List q={q} />
    </section>
  );
}

function List({ q }: { q: string }) {
  const list = useInfiniteQuery({ ...historyQuery(q), refetchOnMount: 'always' });
  const removed = useRemoved();
  const forget = useForget();
  if (!list.data) {
    if (list.isError) return <ErrorCard error={list.error} retry={() => void list.refetch()} />;
    return <EntryRowSkeletons label={m.common_loading()} />;
  }
  const items = itemsOf<HistoryItem>(list.data, ({ video }) => video.id).filter(
    ({ video }) => !removed.has(keyOf(video.id)),
  );
  if (items.length === 0 && !list.hasNextPage) return q ? <NoMatch q={q} /> : <Empty />;
  const remove = ({ video }: HistoryItem) => {
    document.querySelector<HTMLElement>('[data-section-heading]')?.focus({ preventScroll: true });
    removeLater(keyOf(video.id), m.library_forgotten(), (isLeaving) => forget(video.id, isLeaving));
  };
  return (
    <>
      {byDay(items, ({ watched_at }) => watched_at).map((day, index) => (
        <section key={day.date.getTime()} className="mb-5" data-testid={testids.historyDay}>
          <h3 className="mb-1 text-lg font-bold">{dayName(day.date)}</h3>
          {day.items.map((item) => (
            <EntryRow
              key={item.video.id}
              video={item.video}
              eager={index === 0}
              more={[
                {
                  label: m.library_forget(),
                  icon: <Trash2 aria-hidden="true" />,
                  testid: testids.historyRemove,
                  onSelect: () => remove(item),
                },
              ]}
            />
          ))}
        </section>
      ))}
      <PagedEnd list={list} />
      <BackToTop />
    </>
  );
}

function Empty() {
  return (
    <EmptyList
      icon={<History aria-hidden="true" />}
      title={m.library_history_empty()}
      text={m.library_history_empty_text()}
    />
  );
}

function NoMatch({ q }: { q: string }) {
  return (
    <StateCard
      testid={testids.emptyState}
      icon={<SearchX aria-hidden="true" />}
      title={m.library_history_no_match()}
      action={
        <Link to="/history" className="btn btn-primary">
          {m.library_history_show_all()}
        </Link>
      }
    >
      <p>{m.library_history_no_match_text({ q })}</p>
    </StateCard>
  );
}
