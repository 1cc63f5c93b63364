import { useInfiniteQuery } from '@tanstack/react-query';
import type { VideoStorage } from '~/api/types';
import { Section } from '~/components/section';
import { bytes } from '~/lib/format';
import { testids } from '~/testids';
import { count } from '../figures';
import { Cell, List, Row } from '../list';
import { VideoName } from '../video-name';
import { storedVideosQuery } from './queries';

function StoredVideo({ stored }: { stored: VideoStorage }) {
  return (
    <Row testid={testids.storedVideo} id={stored.video}>
      <Cell wide>
        <div className="font-semibold">
          <VideoName id={stored.video} title={stored.title} />
        </div>
      </Cell>
      <Cell>
        <span className="font-semibold tabular-nums">{bytes(stored.bytes)}</span>
      </Cell>
      <Cell>
        <span className="text-sm text-ink-2 tabular-nums">{bytes(stored.mezzanine_bytes)}</span>
        <span className="text-sm text-ink-3 md:hidden"> the source’s own</span>
      </Cell>
      <Cell>
        <span className="text-sm text-ink-2 tabular-nums">{count(stored.segments)}</span>
        <span className="text-sm text-ink-3 md:hidden"> segments</span>
      </Cell>
      <Cell>
        <span className="text-sm text-ink-2">{stored.evicted.length > 0 ? stored.evicted.join(', ') : '–'}</span>
      </Cell>
    </Row>
  );
}

/** What takes the most room. */
export function StoredVideos() {
  const list = useInfiniteQuery({ ...storedVideosQuery, refetchOnMount: 'always' });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title="By video" lead="The largest first.">
      <List
        list={list}
        caption="Videos by what is stored of them, the largest first"
        columns={['Video', 'Stored', 'The source’s own', 'Segments', 'Evicted']}
        isEmpty={items.length === 0}
        empty="Nothing is stored yet."
      >
        {items.map((stored) => (
          <StoredVideo key={stored.video} stored={stored} />
        ))}
      </List>
    </Section>
  );
}
