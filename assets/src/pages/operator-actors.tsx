import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { ErrorCard } from '~/components/error-card';
import { useTitle } from '~/lib/hooks';
import { ActorGrid } from '~/operator/actors/actor-grid';
import { ActorSheet } from '~/operator/actors/actor-sheet';
import { actorsQuery, paceFor } from '~/operator/actors/queries';
import { RestartDialog } from '~/operator/actors/restart';
import { useTrends } from '~/operator/actors/trends';
import { rowsOf, treeOf, wanted } from '~/operator/actors/tree';
import { type Actor, hasFailed, isBusy, isPast } from '~/operator/actors/types';
import { useFeed, usePace } from '~/operator/live/feed';
import { useActorNames } from '~/operator/actors/names';
import { type ActorsSearch, actorsSearch } from '~/operator/search';
import { Segmented } from '~/operator/segmented';
import { useTypedSearch } from '~/operator/use-typed-search';
import { testids } from '~/testids';
import { m } from '~/words';

const route = getRouteApi('/operator/actors');

function choices(actors: readonly Actor[]) {
  const how = (is: (actor: Actor) => boolean) => actors.filter(is).length;
  return [
    { value: 'live', label: m.operator_live(), count: how((actor) => !isPast(actor)) },
    { value: 'busy', label: m.operator_show_busy(), count: how(isBusy) },
    { value: 'failed', label: m.operator_show_failed(), count: how(hasFailed) },
    { value: 'all', label: m.operator_all(), count: actors.length },
  ] as const;
}

/** Looks again at once when something has happened. */
function useFreshActors() {
  const queries = useQueryClient();
  const { told, isPaused } = useFeed();
  const [pace, setPace] = useState(paceFor(0));
  const list = useQuery({ ...actorsQuery, refetchInterval: usePace(pace), refetchOnMount: 'always' });
  const size = list.data?.length ?? 0;
  useEffect(() => setPace(paceFor(size)), [size]);
  useEffect(() => {
    if (told > 0 && !isPaused) void queries.invalidateQueries({ queryKey: actorsQuery.queryKey, exact: true });
  }, [queries, told, isPaused]);
  return list;
}

export function ActorsPage() {
  useTitle(m.operator_actors());
  const { q: wantedText = '', show = 'live', order = 'tree', actor: looked } = route.useSearch();
  const navigate = route.useNavigate();
  const keep = useCallback(
    (change: ActorsSearch) =>
      void navigate({ search: (before) => actorsSearch({ ...before, ...change }), replace: true, resetScroll: false }),
    [navigate],
  );
  const [q, setQ] = useTypedSearch(wantedText, (text) => keep({ q: text }));
  const { newest } = useFeed();
  const list = useFreshActors();
  const trends = useTrends(list.data);
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [restarted, setRestarted] = useState<Actor>();
  const actors = list.data;
  const names = useActorNames(actors ?? []);
  const rows = useMemo(() => {
    const isNarrowed = q.trim() !== '' || show === 'failed';
    return rowsOf(treeOf(wanted(actors ?? [], { show, search: q, names }), order), folds, isNarrowed);
  }, [actors, show, q, names, order, folds]);
  const fold = useCallback((key: string, isOpen: boolean) => setFolds((all) => new Map(all).set(key, isOpen)), []);
  const look = useCallback(({ id }: Actor) => keep({ actor: id }), [keep]);
  const seen = actors?.find(({ id }) => id === looked);

  if (!actors) {
    if (list.isError) return <ErrorCard error={list.error} retry={() => void list.refetch()} />;
    return <div className="skeleton h-120 rounded-card!" aria-busy="true" aria-label={m.common_loading()} />;
  }
  return (
    <section aria-labelledby="actors-heading" className="card min-w-0 overflow-hidden">
      <div className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-4 py-3">
        <h2
          id="actors-heading"
          tabIndex={-1}
          className="text-lg font-bold tracking-tight outline-none"
          data-section-heading
        >
          {m.operator_actors()}
        </h2>
        <div className="flex min-w-0 flex-wrap gap-2">
          <label className="relative max-sm:w-full">
            <span className="sr-only">{m.operator_find_actors()}</span>
            <Search className="absolute top-3.5 left-3 size-4 text-ink-3" aria-hidden="true" />
            <input
              type="search"
              className="field min-h-11! w-full py-1! pl-9! text-sm! sm:w-64"
              placeholder={m.operator_find_actors_example()}
              value={q}
              data-testid={testids.actorSearch}
              onChange={({ currentTarget }) => setQ(currentTarget.value)}
            />
          </label>
          <Segmented
            label={m.operator_which_actors()}
            value={show}
            options={choices(actors)}
            testid={testids.actorShow}
            onChange={(next) => keep({ show: next })}
          />
        </div>
      </div>
      {rows.length === 0 && <p className="px-4 py-8 text-ink-2">{m.operator_no_such_actor()}</p>}
      <ActorGrid
        rows={rows}
        trends={trends}
        order={order}
        now={newest ? Date.parse(newest.at) : 0}
        onOrder={(next) => keep({ order: next })}
        onFold={fold}
        onLook={look}
        onRestart={setRestarted}
      />
      {seen && (
        <ActorSheet
          actor={seen}
          trend={trends.get(seen.id)}
          name={seen.label ? names.get(seen.label) : undefined}
          onRestart={() => setRestarted(seen)}
          onClose={() => keep({ actor: undefined })}
        />
      )}
      {restarted && <RestartDialog actor={restarted} onClose={() => setRestarted(undefined)} />}
    </section>
  );
}
