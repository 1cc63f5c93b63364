import { ArrowDown } from 'lucide-react';
import { type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from 'react';
import { clsx } from '~/lib/clsx';
import { useMedia } from '~/lib/hooks';
import { testids } from '~/testids';
import { m } from '~/words';
import type { Order } from '../search';
import { ActorRow, FRESH_MS } from './actor-row';
import { HEIGHT, WIDE, columns, grid } from './columns';
import { type Move, moved } from './keyboard';
import { useActorNames } from './names';
import type { Trends } from './trends';
import type { TreeRow } from './tree';
import type { Actor } from './types';
import { useWindow } from './use-window';

interface ActorGridProps {
  rows: readonly TreeRow[];
  trends: Trends;
  order: Order;
  /** Milliseconds since 1970, when the rows were so. */
  now: number;
  onOrder: (order: Order) => void;
  onFold: (key: string, isOpen: boolean) => void;
  onLook: (actor: Actor) => void;
  onRestart: (actor: Actor) => void;
}

function Heading({ order, onOrder }: Pick<ActorGridProps, 'order' | 'onOrder'>) {
  return (
    <div role="rowgroup" className="max-xl:sr-only">
      <div role="row" aria-rowindex={1} className={clsx('border-b border-line px-3 text-xs text-ink-3', grid)}>
        {columns.map(({ label, title, order: by, isNumber }) => (
          <div
            key={label()}
            role="columnheader"
            aria-sort={by && by === order ? (by === 'tree' ? 'other' : 'descending') : undefined}
            title={title?.()}
            className={clsx('font-semibold', isNumber && 'text-right')}
          >
            {by ? (
              <button
                type="button"
                className={clsx(
                  'inline-flex min-h-11 min-w-11 items-center gap-1 hover:text-ink',
                  isNumber && 'justify-end',
                  by === order && 'text-ink',
                )}
                data-testid={testids.actorOrder}
                data-value={by}
                onClick={() => onOrder(by)}
              >
                {by === order && by !== 'tree' && <ArrowDown className="size-3" aria-hidden="true" />}
                {label()}
              </button>
            ) : (
              label()
            )}
          </div>
        ))}
        <div role="columnheader">
          <span className="sr-only">{m.operator_restart()}</span>
        </div>
      </div>
    </div>
  );
}

/**
 * The tree, of which only what is on the screen is in the page: it stays fluent with thousands. It has the focus as a
 * whole; the arrow keys move within it.
 */
export function ActorGrid(props: ActorGridProps) {
  const { rows, trends, order, now, onOrder, onFold, onLook, onRestart } = props;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const height = useMedia(WIDE) ? HEIGHT.wide : HEIGHT.narrow;
  const { from, to } = useWindow(list, rows.length, height);
  const seen = rows.slice(from, to);
  const names = useActorNames(seen.flatMap(({ node }) => node.actor ?? []));
  const [activeKey, setActiveKey] = useState<string>();
  const active = Math.max(
    0,
    rows.findIndex(({ node }) => node.key === activeKey),
  );
  const toggle = useCallback(({ node, isOpen }: TreeRow) => onFold(node.key, !isOpen), [onFold]);
  const look = useCallback(
    (row: TreeRow) => {
      setActiveKey(row.node.key);
      if (row.node.actor) onLook(row.node.actor);
      else toggle(row);
    },
    [onLook, toggle],
  );

  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (activeKey === undefined || shown.current === activeKey) return;
    shown.current = activeKey;
    const top = (list.current?.getBoundingClientRect().top ?? 0) + active * height;
    // The page's head covers what is right below the edge.
    if (top < 110) scrollBy({ top: top - 110 });
    else if (top + height > innerHeight - 70) scrollBy({ top: top + height - innerHeight + 70 });
  }, [activeKey, active, height]);

  const act = (move: Move) => {
    const row = rows[move.index];
    if (!row) return;
    setActiveKey(row.node.key);
    if (move.fold !== undefined) onFold(row.node.key, move.fold);
    if (move.isLook) look(row);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const move = moved(rows, active, event.key, Math.floor(innerHeight / height / 2));
    if (!move) return;
    event.preventDefault();
    act(move);
  };
  return (
    <div
      role="treegrid"
      aria-label={m.operator_actors()}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={rows.length > 0 ? `${id}${rows[active]?.node.key}` : undefined}
      tabIndex={0}
      className="group outline-none"
      data-testid={testids.actorGrid}
      onKeyDown={onKeyDown}
    >
      <Heading order={order} onOrder={onOrder} />
      <div ref={list} role="rowgroup" className="relative" style={{ height: rows.length * height }}>
        {seen.map((row, offset) => {
          const { key, actor } = row.node;
          const failedAt = actor?.last_error?.at_unix_ms ?? 0;
          return (
            <ActorRow
              key={key}
              row={row}
              id={`${id}${key}`}
              index={from + offset}
              top={(from + offset) * height}
              height={height}
              isActive={from + offset === active}
              isAlarmed={now - failedAt < FRESH_MS}
              trend={actor && trends.get(actor.id)}
              name={actor?.label ? names.get(actor.label) : undefined}
              onToggle={toggle}
              onLook={look}
              onRestart={onRestart}
            />
          );
        })}
      </div>
    </div>
  );
}
