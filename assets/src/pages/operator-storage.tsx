import { useQuery } from '@tanstack/react-query';
import { Eraser } from 'lucide-react';
import { useState } from 'react';
import type { EvictionFigures } from '~/api/types';
import { ErrorCard } from '~/components/error-card';
import { Section } from '~/components/section';
import { age, bytes } from '~/lib/format';
import { Sentence } from '~/components/sentence';
import { useTitle } from '~/lib/hooks';
import { counted } from '~/operator/figures';
import { useFeed } from '~/operator/live/feed';
import { EvictDialog } from '~/operator/server/evict-dialog';
import { storageQuery } from '~/operator/server/queries';
import { StoredVideos } from '~/operator/server/stored-videos';
import { Streams } from '~/operator/server/streams';
import { testids } from '~/testids';
import { m } from '~/words';

function evictionWords({ unwatched_days, last_run, bytes: freed }: EvictionFigures): string {
  return [
    unwatched_days == null ? m.operator_nothing_goes() : m.operator_goes_after({ days: unwatched_days }),
    m.operator_freed({ size: bytes(freed) }),
    last_run && m.operator_last_looked({ age: age(last_run.at), size: bytes(last_run.bytes) }),
  ]
    .filter(Boolean)
    .join(' ');
}

export function StoragePage() {
  useTitle(m.operator_storage());
  const storage = useQuery({ ...storageQuery, refetchOnMount: 'always' });
  const [asks, setAsks] = useState(false);
  const free = useFeed().points.at(-1)?.free;
  const { data } = storage;
  const strong = (size: number) => <strong className="text-ink">{bytes(size)}</strong>;
  const lead = data && (
    <>
      <Sentence
        say={free == null ? m.operator_storage_lead : m.operator_storage_lead_free}
        fill={{
          size: strong(data.bytes),
          segments: counted(m.operator_within_segments, data.segments),
          free: strong(free ?? 0),
        }}
      />{' '}
      {evictionWords(data.eviction)}
    </>
  );
  return (
    <>
      <Section
        title={m.operator_storage()}
        lead={lead}
        aside={
          <button type="button" className="btn btn-quiet" data-testid={testids.evict} onClick={() => setAsks(true)}>
            <Eraser aria-hidden="true" />
            {m.operator_evict_ask()}
          </button>
        }
      >
        {storage.isPending && (
          <div className="skeleton h-48 rounded-card!" aria-busy="true" aria-label={m.common_loading()} />
        )}
        {!data && storage.isError && <ErrorCard error={storage.error} retry={() => void storage.refetch()} />}
        {data?.streams.length === 0 && <p className="text-ink-2">{m.operator_nothing_stored()}</p>}
        {data && <Streams streams={data.streams} total={data.bytes} />}
        {asks && <EvictDialog days={data?.eviction.unwatched_days} onClose={() => setAsks(false)} />}
      </Section>
      <StoredVideos />
    </>
  );
}
