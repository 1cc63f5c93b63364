import { Suspense, lazy, useState } from 'react';
import { testids } from '~/testids';
import { m } from '~/words';
import { timeOfDay } from '../figures';
import { type Chart, summaryOf } from './series';

// The charts bring a library along, which nobody needs who reads the tables.
const Plot = lazy(() => import('./plot'));

interface ChartPanelProps {
  chart: Chart;
  /** Seconds since 1970. */
  times: readonly number[];
  asTable: boolean;
}

const swatch = (color: number) => ({ background: `var(--chart-${color + 1})` });

function Figures({ chart }: { chart: Chart }) {
  const say = (value: number | null) => (value === null ? '–' : chart.format(value));
  return (
    <table className="w-full text-sm tabular-nums" data-testid={testids.operatorChartTable}>
      <caption className="sr-only">{chart.title}</caption>
      <thead>
        <tr className="text-xs text-ink-3 [&>th]:py-1.5 [&>th]:font-semibold">
          <th scope="col" className="text-left">
            <span className="sr-only">{m.operator_line()}</span>
          </th>
          {[m.operator_column_now(), m.operator_column_least(), m.operator_column_mean(), m.operator_column_most()].map(
            (column) => (
              <th key={column} scope="col" className="pl-3 text-right">
                {column}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>
        {chart.series.map((series) => {
          const { now, least, mean, most } = summaryOf(series);
          return (
            <tr key={series.name} className="border-t border-line [&>td]:py-1.5 [&>td]:pl-3 [&>td]:text-right">
              <th scope="row" className="max-w-40 truncate py-1.5 text-left font-medium">
                <span className="mr-2 inline-block size-2 rounded-full" style={swatch(series.color)} />
                {series.name}
              </th>
              <td className="font-semibold">{say(now)}</td>
              <td className="text-ink-2">{say(least)}</td>
              <td className="text-ink-2">{say(mean)}</td>
              <td className="text-ink-2">{say(most)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The lines by name, with what each was where the pointer is, or is now. */
function Legend({ chart, index }: { chart: Chart; index: number | undefined }) {
  return (
    <ul className="flex min-h-5 flex-wrap gap-x-4 gap-y-0.5 text-xs">
      {chart.series.map(({ name, color, values }) => {
        const value = values.at(index ?? -1) ?? null;
        return (
          <li key={name} className="flex items-center gap-1.5">
            <span className="size-2 rounded-full" style={swatch(color)} />
            <span className="text-ink-2">{name}</span>
            <span className="font-semibold tabular-nums">{value === null ? '–' : chart.format(value)}</span>
          </li>
        );
      })}
    </ul>
  );
}

export function ChartPanel({ chart, times, asTable }: ChartPanelProps) {
  const [index, setIndex] = useState<number>();
  const seen = index === undefined ? undefined : times[index];
  const isEmpty = chart.series.length === 0;
  return (
    <section
      aria-label={chart.title}
      className="-mt-px -ml-px min-w-0 border-t border-l border-line p-4"
      data-testid={testids.operatorChart}
      data-name={chart.name}
    >
      <div className="mb-1 flex items-baseline justify-between gap-3">
        <h3 className="text-[0.9375rem] font-bold">
          {chart.title} <span className="font-sans text-xs font-medium text-ink-3">{chart.unit}</span>
        </h3>
        {seen !== undefined && <p className="text-xs text-ink-3 tabular-nums">{timeOfDay(seen * 1000)}</p>}
      </div>
      {isEmpty && <p className="py-8 text-sm text-ink-3">{m.operator_nothing_happened()}</p>}
      {!isEmpty && asTable && <Figures chart={chart} />}
      {!isEmpty && !asTable && (
        <>
          <Legend chart={chart} index={index} />
          <Suspense fallback={<div className="skeleton mt-2 h-40" />}>
            <Plot chart={chart} times={times} onPoint={setIndex} />
          </Suspense>
        </>
      )}
    </section>
  );
}
