import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Pause, Play, Trash2 } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { historySettingsQuery, usePauseHistory } from '~/api/history';
import { SearchField } from '~/components/search-field';
import { useTypedSearch } from '~/operator/use-typed-search';
import { testids } from '~/testids';
import { m } from '~/words';

const ClearDialog = lazy(() => import('./clear-dialog'));

/** Looking for something, and what can be done about all of it. */
export function HistoryTools({ q }: { q: string }) {
  const [isClearing, setClearing] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-3 max-sm:w-full">
      <HistorySearch q={q} />
      <PauseButton />
      <button
        type="button"
        className="btn btn-quiet"
        data-testid={testids.historyClear}
        onClick={() => setClearing(true)}
      >
        <Trash2 aria-hidden="true" />
        {m.library_clear()}
      </button>
      {isClearing && (
        <Suspense>
          <ClearDialog onClose={() => setClearing(false)} />
        </Suspense>
      )}
    </div>
  );
}

function HistorySearch({ q }: { q: string }) {
  const navigate = useNavigate();
  const [text, setText] = useTypedSearch(q, (typed) => {
    void navigate({ to: '/history', search: typed ? { q: typed } : {}, replace: true });
  });
  return (
    <SearchField label={m.library_history_search()} value={text} testid={testids.historySearch} onChange={setText} />
  );
}

function PauseButton() {
  const { data } = useQuery(historySettingsQuery);
  const pause = usePauseHistory();
  const isPaused = data?.paused ?? false;
  const Icon = isPaused ? Play : Pause;
  return (
    <button
      type="button"
      className="btn btn-quiet"
      disabled={!data}
      data-testid={testids.historyPause}
      data-paused={isPaused}
      onClick={() => pause.mutate(!isPaused)}
    >
      <Icon aria-hidden="true" />
      {isPaused ? m.library_go_on() : m.library_pause()}
    </button>
  );
}

export function PausedNote() {
  const { data } = useQuery(historySettingsQuery);
  return (
    <div role="status">
      {data?.paused && (
        <p className="mb-4 rounded-control bg-warn-soft px-4 py-3 text-sm text-warn">{m.library_paused_note()}</p>
      )}
    </div>
  );
}
