import { Link } from '@tanstack/react-router';
import type { LiveRoom } from '~/api/types';
import { testids } from '~/testids';
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
      <Figure value={count(room.people)} name={room.people === 1 ? 'person' : 'people'} />
      <Figure value={count(room.connections)} name="sockets" />
      <Figure value={room.seq == null ? '–' : count(room.seq)} name="messages" />
      <Cell>
        <span className="flex items-center gap-2 tabular-nums">
          {trend && <Sparkline values={trend.rate} className="h-5 w-20 flex-none text-glow max-md:hidden" />}
          {actor ? rate(actor.rate) : '–'}
          <span className="text-sm text-ink-3 md:hidden">msg/s</span>
        </span>
      </Cell>
      <Figure value={micros(actor?.handle_time.p99_us)} name="p99" />
      <Figure value={actor ? span(actor.age_seconds) : '–'} name="old" />
      <Cell>
        <Link
          to="/operator/actors"
          search={{ q: `#${room.actor}` }}
          className="link inline-flex min-h-11 items-center text-sm"
        >
          Actor<span className="sr-only"> of {room.title ?? room.video}</span>
        </Link>
      </Cell>
    </Row>
  );
}
