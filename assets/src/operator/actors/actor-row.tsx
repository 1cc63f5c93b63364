import { ChevronRight, OctagonAlert, RotateCcw } from 'lucide-react';
import { memo } from 'react';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';
import { m } from '~/words';
import { count, counted, micros, rate, span } from '../figures';
import { kindOf } from '../labels';
import { Sparkline } from '../live/sparkline';
import { causeWords } from './causes';
import { grid } from './columns';
import { nameOf } from './name-of';
import { PhaseMark } from './phase';
import type { Trend } from './trends';
import { type Group, type TreeRow, groupFigures } from './tree';
import { type Actor, isTroubled, mayRestart } from './types';

export interface RowHandlers {
  onToggle: (row: TreeRow) => void;
  onLook: (row: TreeRow) => void;
  onRestart: (actor: Actor) => void;
}

interface ActorRowProps extends RowHandlers {
  row: TreeRow;
  id: string;
  index: number;
  top: number;
  height: number;
  isActive: boolean;
  /** It has failed a moment ago. */
  isAlarmed: boolean;
  trend: Trend | undefined;
  /** What its label is called. */
  name: string | undefined;
}

/** A failure that is so fresh is shown in red, whether one looked or not. */
export const FRESH_MS = 60_000;

function Name({ row, name, onToggle }: Pick<ActorRowProps, 'row' | 'name' | 'onToggle'>) {
  const { actor, group } = row.node;
  const error = actor?.last_error && causeWords(actor.last_error.text);
  return (
    <div role="gridcell" className="flex min-w-0 items-center" style={{ paddingLeft: `${(row.level - 1) * 1.25}rem` }}>
      {row.isOpen === undefined ? (
        <span className="w-8 flex-none pointer-coarse:w-11" />
      ) : (
        <button
          type="button"
          tabIndex={-1}
          aria-label={row.isOpen ? m.operator_fold() : m.operator_unfold()}
          className="grid h-11 w-8 flex-none pointer-coarse:w-11 place-items-center text-ink-3 hover:text-ink"
          data-testid={testids.actorFold}
          onClick={(event) => {
            event.stopPropagation();
            onToggle(row);
          }}
        >
          <ChevronRight aria-hidden="true" className={clsx('size-4 transition-transform', row.isOpen && 'rotate-90')} />
        </button>
      )}
      <div className="min-w-0 leading-tight">
        <p className="truncate">
          <span className="font-semibold">{kindOf(actor?.kind ?? group?.kind ?? '')}</span>{' '}
          {group && <span className="status ml-1 bg-sunken py-0 text-ink-2">{count(group.actors.length)}</span>}
          {actor && (
            <span className={clsx('text-xs text-ink-3', !name && 'font-mono')} title={actor.label ?? undefined}>
              {name ?? actor.label ?? `#${actor.id}`}
            </span>
          )}
        </p>
        {error && (
          <p className="truncate text-xs text-bad" title={error} data-testid={testids.actorError}>
            <OctagonAlert className="mr-1 inline size-3 align-[-1px]" aria-hidden="true" />
            {error}
          </p>
        )}
      </div>
    </div>
  );
}

interface Figures {
  depth: number;
  capacity?: number;
  deferred: number;
  rate: number;
  p50: number;
  p99: number;
  restarts: number;
  age?: number;
}

const ofActor = (actor: Actor): Figures => ({
  depth: actor.depth,
  capacity: actor.capacity,
  deferred: actor.deferred,
  rate: actor.rate,
  p50: actor.handle_time.p50_us,
  p99: actor.handle_time.p99_us,
  restarts: actor.restarts,
  age: actor.age_seconds,
});

/** How full a mailbox is: a full one refuses. */
function Fill({ depth, capacity }: { depth: number; capacity: number }) {
  const part = Math.min(1, depth / Math.max(1, capacity));
  return (
    <span className="h-1 w-10 flex-none overflow-hidden rounded-full bg-sunken" aria-hidden="true">
      <span
        className={clsx('block h-full rounded-full', part > 0.8 ? 'bg-bad' : 'bg-glow')}
        style={{ width: `${part * 100}%` }}
      />
    </span>
  );
}

const cell = 'text-right tabular-nums max-xl:hidden';
const dim = (is: boolean) => (is ? 'text-ink-3' : '');

function Cells({ figures, trend }: { figures: Figures; trend: Trend | undefined }) {
  const { depth, capacity, deferred, restarts, age } = figures;
  return (
    <>
      <div role="gridcell" className={clsx(cell, 'flex items-center justify-end gap-2', dim(depth === 0))}>
        {capacity !== undefined && <Fill depth={depth} capacity={capacity} />}
        <span title={capacity === undefined ? undefined : m.operator_part_of({ part: depth, whole: capacity })}>
          {count(depth)}
        </span>
      </div>
      <div role="gridcell" className={clsx(cell, dim(deferred === 0))}>
        {count(deferred)}
      </div>
      <div role="gridcell" className={clsx(cell, 'flex items-center justify-end gap-2', dim(figures.rate < 0.05))}>
        {trend && <Sparkline values={trend.rate} className="h-5 w-20 flex-none text-glow" />}
        <span className="min-w-10">{rate(figures.rate)}</span>
      </div>
      <div role="gridcell" className={clsx(cell, dim(figures.p50 === 0))}>
        {micros(figures.p50)}
      </div>
      <div role="gridcell" className={clsx(cell, dim(figures.p99 === 0))}>
        {micros(figures.p99)}
      </div>
      <div
        role="gridcell"
        className={clsx(cell, restarts > 0 ? 'font-semibold text-warn' : 'text-ink-3')}
        data-testid={testids.actorRestarts}
      >
        {count(restarts)}
      </div>
      <div role="gridcell" className={clsx(cell, 'text-ink-2')}>
        {age === undefined ? '' : span(age)}
      </div>
    </>
  );
}

/** The same in a line of words, where there is no room for columns. */
function Line({ figures, level }: { figures: Figures; level: number }) {
  const { depth, restarts } = figures;
  const words = [
    m.operator_rate_line({ rate: rate(figures.rate) }),
    depth > 0 && m.operator_waiting_line({ count: count(depth) }),
    figures.p99 > 0 && m.operator_p99_line({ time: micros(figures.p99) }),
    restarts > 0 && counted(m.operator_count_restarts, restarts),
    figures.age !== undefined && span(figures.age),
  ];
  return (
    <div
      role="gridcell"
      className="truncate pl-8 text-xs pointer-coarse:pl-11 text-ink-3 tabular-nums xl:hidden"
      style={{ marginLeft: `${(level - 1) * 1.25}rem` }}
    >
      {words.filter(Boolean).join(' · ')}
    </div>
  );
}

function GroupMark({ group }: { group: Group }) {
  const { troubled, busy } = groupFigures(group);
  if (troubled > 0)
    return <span className="font-semibold text-bad">{m.operator_in_trouble({ count: count(troubled) })}</span>;
  return busy > 0 ? (
    <span className="text-good">{m.operator_busy_count({ count: count(busy) })}</span>
  ) : (
    <span className="text-ink-3">{m.operator_idle()}</span>
  );
}

export const ActorRow = memo(function ActorRow(props: ActorRowProps) {
  const { row, id, index, top, height, isActive, isAlarmed, trend, name, onToggle, onLook, onRestart } = props;
  const { actor, group } = row.node;
  const figures: Figures = group ? groupFigures(group) : ofActor(actor as Actor);
  return (
    <div
      id={id}
      role="row"
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-rowindex={index + 2}
      aria-expanded={row.isOpen}
      aria-selected={isActive}
      data-testid={testids.actorRow}
      data-kind={actor?.kind ?? group?.kind}
      data-label={actor?.label ?? undefined}
      data-alarmed={isAlarmed}
      className={clsx(
        'absolute inset-x-0 cursor-pointer border-b border-line px-2 text-sm hover:bg-sunken/60 max-xl:py-1.5 xl:px-3',
        grid,
        isAlarmed && 'bg-bad-soft',
        actor?.phase === 'ended' && !isTroubled(actor) && 'opacity-60',
        isActive &&
          'group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 group-focus-visible:outline-accent',
      )}
      style={{ top, height }}
      onClick={() => onLook(row)}
    >
      <div className="contents max-xl:flex max-xl:h-8 max-xl:items-center max-xl:justify-between max-xl:gap-3">
        <Name row={row} name={name} onToggle={onToggle} />
        <div role="gridcell" className="min-w-0 text-[0.8125rem] max-xl:max-w-[45%] max-xl:flex-none">
          {actor && <PhaseMark actor={actor} />}
          {group && <GroupMark group={group} />}
        </div>
      </div>
      <Cells figures={figures} trend={trend} />
      <Line figures={figures} level={row.level} />
      <div role="gridcell" className="max-xl:hidden">
        {actor && mayRestart(actor) && (
          <button
            type="button"
            tabIndex={-1}
            className="icon-btn"
            aria-label={m.operator_restart_named({ name: nameOf(actor) })}
            title={m.operator_restart()}
            data-testid={testids.actorRestart}
            onClick={(event) => {
              event.stopPropagation();
              onRestart(actor);
            }}
          >
            <RotateCcw aria-hidden="true" className="size-4!" />
          </button>
        )}
      </div>
    </div>
  );
});
