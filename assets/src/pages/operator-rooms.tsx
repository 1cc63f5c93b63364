import { useQuery } from '@tanstack/react-query';
import { ErrorCard } from '~/components/error-card';
import { Section } from '~/components/section';
import { useTitle } from '~/lib/hooks';
import { roomsQuery } from '~/operator/actors/queries';
import { useTrends } from '~/operator/actors/trends';
import { count, counted } from '~/operator/figures';
import { Table } from '~/operator/list';
import { useFeed, usePace } from '~/operator/live/feed';
import { liveRoomsQuery } from '~/operator/rooms/queries';
import { RoomRow } from '~/operator/rooms/room-row';

const columns = ['Video', 'People', 'Sockets', 'Messages', 'msg/s', 'p99', 'Age', 'Actor'];

/** Rooms that somebody is in, the fullest first. */
export function RoomsPage() {
  useTitle('Rooms');
  const refetchInterval = usePace(2000);
  const { points } = useFeed();
  const list = useQuery({ ...liveRoomsQuery, refetchInterval, refetchOnMount: 'always' });
  const { data: actors } = useQuery({ ...roomsQuery, refetchInterval, refetchOnMount: 'always' });
  const trends = useTrends(actors);
  const byId = new Map(actors?.map((actor) => [actor.id, actor]));
  const rooms = list.data?.items ?? [];
  const now = points.at(-1);
  const lead = list.data
    ? `${count(list.data.live)} live${now?.sockets == null ? '' : `, ${counted(now.sockets, 'socket')} on the whole server`}. The fullest first.`
    : 'The fullest first.';
  return (
    <Section title="Rooms" lead={lead}>
      {list.isPending && <div className="skeleton h-64 rounded-card!" aria-busy="true" aria-label="Loading" />}
      {!list.data && list.isError && <ErrorCard error={list.error} retry={() => void list.refetch()} />}
      {list.data && rooms.length === 0 && <p className="py-6 text-ink-2">Nobody is beside a video right now.</p>}
      {rooms.length > 0 && (
        <Table caption="Live rooms, the fullest first" columns={columns}>
          {rooms.map((room) => (
            <RoomRow key={room.video} room={room} actor={byId.get(room.actor)} trend={trends.get(room.actor)} />
          ))}
        </Table>
      )}
    </Section>
  );
}
