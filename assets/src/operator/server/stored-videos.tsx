import { useInfiniteQuery } from '@tanstack/react-query';
import type { VideoStorage } from '~/api/types';
import { Section } from '~/components/section';
import { bytes } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
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
        <span className="font-semibold whitespace-nowrap tabular-nums">{bytes(stored.bytes)}</span>
      </Cell>
      <Cell>
        <span className="text-sm whitespace-nowrap text-ink-2 tabular-nums">{bytes(stored.mezzanine_bytes)}</span>
        <span className="text-sm text-ink-3 md:hidden"> {m.operator_sources_own()}</span>
      </Cell>
      <Cell>
        <span className="text-sm text-ink-2 tabular-nums">{count(stored.segments)}</span>
        <span className="text-sm text-ink-3 md:hidden"> {m.operator_segments_of_video()}</span>
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
    <Section title={m.operator_by_video()} lead={m.operator_largest_first()}>
      <List
        list={list}
        caption={m.operator_stored_caption()}
        columns={[
          m.operator_video(),
          m.operator_stored(),
          m.operator_column_own(),
          m.operator_segments(),
          m.operator_evicted(),
        ]}
        isEmpty={items.length === 0}
        empty={m.operator_nothing_stored()}
      >
        {items.map((stored) => (
          <StoredVideo key={stored.video} stored={stored} />
        ))}
      </List>
    </Section>
  );
}
