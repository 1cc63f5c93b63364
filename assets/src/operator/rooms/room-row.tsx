import { Link } from '@tanstack/react-router';
import type { LiveRoom } from '~/api/types';
import { testids } from '~/testids';
import { m } from '~/words';
import type { Trend } from '../actors/trends';
import type { Actor } from '../actors/types';
import { count, micros, rate, span } from '../figures';
import { Cell, Row } from '../list';
import { Sparkline } from '../live/sparkline';
import { VideoName } from '../video-name';

interface RoomRowProps {
  room: LiveRoom;
  /** Who keeps its order; unknown for a moment when it has just begun. */
  actor: Actor | undefined;
  trend: Trend | undefined;
}

function Figure({ value, name }: { value: string; name: string }) {
  return (
    <Cell>
      <span className="tabular-nums">{value}</span>
      <span className="text-sm text-ink-3 md:hidden"> {name}</span>
    </Cell>
  );
}

export function RoomRow({ room, actor, trend }: RoomRowProps) {
  return (
    <Row testid={testids.room} id={room.video}>
      <Cell wide>
        <div className="font-semibold">
          <VideoName id={room.video} title={room.title ?? undefined} />
        </div>
      </Cell>
      <Figure value={count(room.people)} name={m.operator_people_of_room({ count: room.people })} />
      <Figure value={count(room.connections)} name={m.operator_sockets_of_room()} />
      <Figure value={room.seq == null ? '–' : count(room.seq)} name={m.operator_messages_of_room()} />
      <Cell>
        <span className="flex items-center gap-2 tabular-nums">
          {trend && <Sparkline values={trend.rate} className="h-5 w-20 flex-none text-glow max-md:hidden" />}
          {actor ? rate(actor.rate) : '–'}
          <span className="text-sm text-ink-3 md:hidden">{m.operator_rate()}</span>
        </span>
      </Cell>
      <Figure value={micros(actor?.handle_time.p99_us)} name={m.operator_p99()} />
      <Figure value={actor ? span(actor.age_seconds) : '–'} name={m.operator_old()} />
      <Cell>
        <Link
          to="/operator/actors"
          search={{ q: `#${room.actor}` }}
          className="link inline-flex min-h-11 min-w-11 items-center text-sm"
          aria-label={m.operator_actor_of({ name: room.title ?? room.video })}
        >
          {m.operator_actor()}
        </Link>
      </Cell>
    </Row>
  );
}
