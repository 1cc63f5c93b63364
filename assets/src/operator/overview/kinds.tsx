import { Link } from '@tanstack/react-router';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';
import { m } from '~/words';
import { count, micros, rate } from '../figures';
import { useFeed } from '../live/feed';
import { kindOf } from '../labels';
import type { Point } from '../live/history';
import type { KindSummary } from '../live/messages';
import { Sparkline } from '../live/sparkline';

const SEEN = 120;
const columns = [
  m.operator_live(),
  m.operator_mailboxes(),
  m.operator_rate(),
  m.operator_p50(),
  m.operator_p99(),
  m.operator_waited_p99(),
  m.operator_handled(),
  m.operator_failed(),
  m.operator_restarts(),
];

function KindRow({ kind, points }: { kind: KindSummary; points: readonly Point[] }) {
  const isTroubled = kind.hung > 0 || kind.shed > 0;
  const cells = [
    kind.hung > 0 ? m.operator_with_hung({ count: count(kind.count), hung: kind.hung }) : count(kind.count),
    kind.shed > 0
      ? m.operator_with_refused({ count: count(kind.depth), refused: count(kind.shed) })
      : count(kind.depth),
    rate(kind.rate),
    micros(kind.handle_time.p50_us),
    micros(kind.handle_time.p99_us),
    micros(kind.queue_wait.p99_us),
    count(kind.handled),
    count(kind.failed),
    count(kind.restarts),
  ];
  return (
    <tr className={clsx('border-t border-line', isTroubled && 'bg-bad-soft')} data-testid={testids.operatorKind}>
      <th scope="row" className="py-1.5 pr-4 pl-4 text-left font-medium whitespace-nowrap">
        <Link
          to="/operator/actors"
          search={{ q: kind.kind }}
          className="pointer-coarse:-my-1.5 pointer-coarse:flex pointer-coarse:min-h-11 pointer-coarse:items-center hover:text-accent"
        >
          {kindOf(kind.kind)}
        </Link>
      </th>
      <td className="w-32 py-1.5 pr-4">
        <Sparkline
          values={points.map(({ kinds }) => kinds.get(kind.kind)?.rate ?? null)}
          className="h-5 w-28 text-glow"
        />
      </td>
      {cells.map((cell, index) => (
        <td
          key={columns[index]}
          className={clsx('py-1.5 pr-4 text-right whitespace-nowrap', cell === '0' || cell === '–' ? 'text-ink-3' : '')}
        >
          {cell}
        </td>
      ))}
    </tr>
  );
}

/** Every kind of actor in one line. */
export function Kinds() {
  const { newest, points } = useFeed();
  const seen = points.slice(-SEEN);
  if (!newest) return null;
  return (
    <div className="card min-w-0 overflow-hidden">
      <h2 id="operator-kinds" className="px-4 py-3 text-lg font-bold tracking-tight">
        {m.operator_kinds()}
      </h2>
      <div className="overflow-x-auto" role="region" aria-labelledby="operator-kinds" tabIndex={0}>
        <table className="w-full text-sm tabular-nums">
          <thead>
            <tr className="border-t border-line text-xs text-ink-3 [&>th]:py-2 [&>th]:pr-4 [&>th]:font-semibold [&>th]:whitespace-nowrap">
              <th scope="col" className="pl-4 text-left">
                {m.operator_kind()}
              </th>
              <th scope="col" className="text-left">
                {m.operator_messages()}
              </th>
              {columns.map((column) => (
                <th key={column} scope="col" className="text-right">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {newest.actors.map((kind) => (
              <KindRow key={kind.kind} kind={kind} points={seen} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
