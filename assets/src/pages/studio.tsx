import { Link, getRouteApi } from '@tanstack/react-router';
import { Clapperboard, Upload } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { ErrorCard } from '~/components/error-card';
import { StateCard } from '~/components/state-card';
import { useNear, useTitle } from '~/lib/hooks';
import { saveFile } from '~/lib/save-file';
import { BulkActions } from '~/studio/bulk-actions';
import { videosCsv } from '~/studio/csv';
import { keepFilters } from '~/studio/kept-filters';
import { type StudioSearch, needsAll, readSearch } from '~/studio/search';
import { NONE, toggled, toggledAll, within } from '~/studio/selection';
import { StudioRowSkeleton } from '~/studio/studio-row';
import { Toolbar } from '~/studio/toolbar';
import { useOwnVideos } from '~/studio/use-own-videos';
import { VideoTable } from '~/studio/video-table';
import { testids } from '~/testids';
import { m } from '~/words';

const route = getRouteApi('/studio');

export function StudioPage() {
  useTitle(m.studio_heading());
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { list, all, videos, isReadingAll, readAll } = useOwnVideos(search);
  const end = useNear<HTMLDivElement>(
    () => void list.fetchNextPage(),
    list.hasNextPage && !list.isFetchingNextPage && !list.isFetchNextPageError,
  );
  if (!all && list.isError) return <ErrorCard error={list.error} retry={() => void list.refetch()} />;

  const onSearch = (part: Partial<Record<keyof StudioSearch, unknown>>) => {
    const next = readSearch({ ...search, ...part });
    keepFilters(next);
    void navigate({ search: next, replace: true, resetScroll: false });
  };
  const onExport = async () => {
    const csv = new Blob([videosCsv(await readAll())], { type: 'text/csv;charset=utf-8' });
    saveFile(csv, `${m.studio_export_name()}.csv`);
  };
  return (
    <div className="mx-auto max-w-[90rem] px-4 pt-6 pb-20 sm:px-6 sm:pt-10">
      <div className="mb-4 flex items-center justify-between gap-4">
        <h1 className="text-3xl font-bold tracking-tight">{m.studio_heading()}</h1>
        <Link to="/upload" className="btn btn-quiet sm:hidden">
          <Upload aria-hidden="true" />
          {m.studio_upload()}
        </Link>
      </div>
      {all?.length === 0 ? (
        <Empty />
      ) : (
        <>
          <Toolbar search={search} onSearch={onSearch} onExport={() => void onExport()} />
          <p className="mb-2 min-h-5 text-sm text-ink-3" role="status" data-testid={testids.studioCount}>
            {isReadingAll && m.studio_reading_all()}
            {!isReadingAll && needsAll(search) && videos && m.studio_shown_of({ count: videos.length })}
          </p>
          {videos ? <Videos videos={videos} onClear={() => onSearch(NOTHING)} /> : <Skeletons />}
        </>
      )}
      <div ref={end} className="h-8" aria-hidden="true" />
    </div>
  );
}

const NOTHING: { [Name in keyof Required<StudioSearch>]: undefined } = {
  q: undefined,
  state: undefined,
  visibility: undefined,
  sort: undefined,
};

interface VideosProps {
  videos: NonNullable<ReturnType<typeof useOwnVideos>['videos']>;
  /** Shows all videos again. */
  onClear: () => void;
}

function Videos({ videos, onClear }: VideosProps) {
  const shown = useMemo(() => videos.map(({ id }) => id), [videos]);
  const [chosen, setChosen] = useState(NONE);
  const { ids } = within(chosen, shown);
  const onChoose = useCallback(
    (id: string, isRange: boolean) => setChosen((now) => toggled(within(now, shown), id, isRange, shown)),
    [shown],
  );
  if (videos.length === 0) {
    return (
      <div className="py-16 text-center">
        <p className="mb-5 text-ink-2">{m.studio_nothing()}</p>
        <button type="button" className="btn btn-quiet" onClick={onClear}>
          {m.studio_clear_filters()}
        </button>
      </div>
    );
  }
  return (
    <>
      {ids.size > 0 && <BulkActions videos={videos.filter(({ id }) => ids.has(id))} onClear={() => setChosen(NONE)} />}
      <VideoTable
        videos={videos}
        chosen={ids}
        onChoose={onChoose}
        onChooseAll={() => setChosen((now) => toggledAll(within(now, shown), shown))}
      />
    </>
  );
}

function Empty() {
  return (
    <StateCard
      testid={testids.emptyState}
      icon={<Clapperboard aria-hidden="true" />}
      title={m.studio_empty_title()}
      action={
        <Link to="/upload" className="btn btn-primary">
          {m.studio_upload_video()}
        </Link>
      }
    >
      <p>{m.studio_empty()}</p>
    </StateCard>
  );
}

function Skeletons() {
  return (
    <div aria-busy="true" aria-label={m.studio_list()}>
      {Array.from({ length: 6 }, (_, index) => (
        <StudioRowSkeleton key={index} />
      ))}
    </div>
  );
}
