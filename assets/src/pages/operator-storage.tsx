import { useQuery } from '@tanstack/react-query';
import { Eraser } from 'lucide-react';
import { useState } from 'react';
import type { EvictionFigures } from '~/api/types';
import { ErrorCard } from '~/components/error-card';
import { Section } from '~/components/section';
import { age, bytes } from '~/lib/format';
import { useTitle } from '~/lib/hooks';
import { counted } from '~/operator/figures';
import { useFeed } from '~/operator/live/feed';
import { EvictDialog } from '~/operator/server/evict-dialog';
import { storageQuery } from '~/operator/server/queries';
import { StoredVideos } from '~/operator/server/stored-videos';
import { Streams } from '~/operator/server/streams';
import { testids } from '~/testids';

function evictionWords({ unwatched_days, last_run, bytes: freed }: EvictionFigures): string {
  const rule =
    unwatched_days == null
      ? 'Nothing goes by itself.'
      : `What nobody watches for ${unwatched_days} days goes by itself.`;
  const last = last_run ? ` Last looked ${age(last_run.at)}: ${bytes(last_run.bytes)} went.` : '';
  return `${rule} ${bytes(freed)} freed so far.${last}`;
}

export function StoragePage() {
  useTitle('Storage');
  const storage = useQuery({ ...storageQuery, refetchOnMount: 'always' });
  const [asks, setAsks] = useState(false);
  const free = useFeed().points.at(-1)?.free;
  const { data } = storage;
  const lead = data && (
    <>
      <strong className="text-ink">{bytes(data.bytes)}</strong> in {counted(data.segments, 'segment')}
      {free != null && (
        <>
          , <strong className="text-ink">{bytes(free)}</strong> free on the disk of the data folder
        </>
      )}
      . {evictionWords(data.eviction)}
    </>
  );
  return (
    <>
      <Section
        title="Storage"
        lead={lead}
        aside={
          <button type="button" className="btn btn-quiet" data-testid={testids.evict} onClick={() => setAsks(true)}>
            <Eraser aria-hidden="true" />
            Evict…
          </button>
        }
      >
        {storage.isPending && <div className="skeleton h-48 rounded-card!" aria-busy="true" aria-label="Loading" />}
        {!data && storage.isError && <ErrorCard error={storage.error} retry={() => void storage.refetch()} />}
        {data?.streams.length === 0 && <p className="text-ink-2">Nothing is stored yet.</p>}
        {data && <Streams streams={data.streams} total={data.bytes} />}
        {asks && <EvictDialog days={data?.eviction.unwatched_days} onClose={() => setAsks(false)} />}
      </Section>
      <StoredVideos />
    </>
  );
}
