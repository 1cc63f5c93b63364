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
import { m } from '~/words';

const columns = [
  m.operator_video(),
  m.operator_people(),
  m.operator_sockets(),
  m.operator_messages(),
  m.operator_rate(),
  m.operator_p99(),
  m.operator_age(),
  m.operator_actor(),
];

/** Rooms that somebody is in, the fullest first. */
export function RoomsPage() {
  useTitle(m.operator_rooms());
  const refetchInterval = usePace(2000);
  const { points } = useFeed();
  const list = useQuery({ ...liveRoomsQuery, refetchInterval, refetchOnMount: 'always' });
  const { data: actors } = useQuery({ ...roomsQuery, refetchInterval, refetchOnMount: 'always' });
  const trends = useTrends(actors);
  const byId = new Map(actors?.map((actor) => [actor.id, actor]));
  const rooms = list.data?.items ?? [];
  const now = points.at(-1);
  const live = count(list.data?.live ?? 0);
  const sockets = now?.sockets == null ? undefined : counted(m.operator_count_sockets, now.sockets);
  const figures = sockets
    ? m.operator_rooms_live_sockets({ count: live, sockets })
    : m.operator_rooms_live({ count: live });
  const lead = [list.data && figures, m.operator_fullest_first()].filter(Boolean).join(' ');
  return (
    <Section title={m.operator_rooms()} lead={lead}>
      {list.isPending && (
        <div className="skeleton h-64 rounded-card!" aria-busy="true" aria-label={m.common_loading()} />
      )}
      {!list.data && list.isError && <ErrorCard error={list.error} retry={() => void list.refetch()} />}
      {list.data && rooms.length === 0 && <p className="py-6 text-ink-2">{m.operator_nobody_beside()}</p>}
      {rooms.length > 0 && (
        <Table caption={m.operator_rooms_caption()} columns={columns}>
          {rooms.map((room) => (
            <RoomRow key={room.video} room={room} actor={byId.get(room.actor)} trend={trends.get(room.actor)} />
          ))}
        </Table>
      )}
    </Section>
  );
}
