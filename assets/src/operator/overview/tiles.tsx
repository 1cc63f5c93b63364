import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';
import { m } from '~/words';
import { useFeed } from '../live/feed';
import { Sparkline } from '../live/sparkline';
import { type Tile, tilesOf } from './tile-list';

const tones = { bad: 'text-bad', warn: 'text-warn' } as const;

function TileCell({ tile }: { tile: Tile }) {
  const { name, label, value, note, values, least, isLevel, tone } = tile;
  return (
    <div
      className="relative -mt-px -ml-px overflow-hidden border-t border-l border-line px-3.5 pt-2.5"
      data-testid={testids.operatorTile}
      data-name={name}
    >
      <dt className="truncate text-xs font-semibold text-ink-3">{label}</dt>
      <dd>
        <span
          className={clsx(
            'block truncate font-display text-[1.375rem] leading-7 font-bold tracking-tight tabular-nums',
            tone && tones[tone],
          )}
        >
          {value}
        </span>
        <span className={clsx('block truncate text-xs', tone ? tones[tone] : 'text-ink-3')}>{note}</span>
        <Sparkline
          values={values}
          least={least}
          isLevel={isLevel}
          className={`-mx-3.5 mt-1 h-8 w-[calc(100%+1.75rem)] ${tone ? tones[tone] : 'text-glow'}`}
        />
      </dd>
    </div>
  );
}

/** The server in figures, each with what the last minutes were like: one sheet, not a wall of boxes. */
export function Tiles() {
  const tiles = tilesOf(useFeed().points);
  if (tiles.length === 0) {
    return <div className="skeleton h-57 rounded-card!" aria-busy="true" aria-label={m.common_loading()} />;
  }
  return (
    <dl
      className="card grid grid-cols-2 overflow-hidden sm:grid-cols-4 xl:grid-cols-7"
      data-testid={testids.operatorTiles}
    >
      {tiles.map((tile) => (
        <TileCell key={tile.name} tile={tile} />
      ))}
    </dl>
  );
}
