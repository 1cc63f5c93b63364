import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { remaining } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { useFeed } from '../live/feed';
import { type OverviewSearch, overviewSearch, ranges } from '../search';
import { Segmented } from '../segmented';
import { ChartPanel } from './chart-panel';
import { busiest, chartsOf, colored } from './series';

const route = getRouteApi('/operator/');
const rangeOptions = ranges.map((value) => ({ value, label: remaining(value * 60) }));
const lookOptions = [
  { value: 'charts', label: m.operator_charts() },
  { value: 'table', label: m.operator_table() },
] as const;

/** The last minutes, line by line; as tables for who would rather read. */
export function Charts() {
  const { points } = useFeed();
  const { range = 5, look = 'charts' } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (change: OverviewSearch) =>
    void navigate({ search: (before) => overviewSearch({ ...before, ...change }), replace: true, resetScroll: false });
  const [colors, setColors] = useState<ReadonlyMap<string, number>>(new Map());
  const seen = useMemo(() => points.slice(-range * 60), [points, range]);
  const names = busiest(seen);
  // A colour is kept as long as its line is shown.
  if (names.length !== colors.size || names.some((name) => !colors.has(name))) setColors(colored(names, colors));
  const times = useMemo(() => seen.map(({ at }) => at / 1000), [seen]);
  if (seen.length === 0) {
    return <div className="skeleton h-120 rounded-card!" aria-busy="true" aria-label={m.common_loading()} />;
  }
  return (
    <section
      aria-label={m.operator_charts()}
      className="card min-w-0 overflow-hidden"
      data-testid={testids.operatorCharts}
    >
      <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <h2 className="text-lg font-bold tracking-tight">{m.operator_last_minutes()}</h2>
        <div className="flex flex-wrap gap-2">
          <Segmented
            label={m.operator_how_far_back()}
            value={range}
            options={rangeOptions}
            testid={testids.operatorChartRange}
            onChange={(next) => show({ range: next })}
          />
          <Segmented
            label={m.operator_look()}
            value={look}
            options={lookOptions}
            testid={testids.operatorChartLook}
            onChange={(next) => show({ look: next })}
          />
        </div>
      </div>
      <div className="grid grid-cols-1 md:grid-cols-2 2xl:grid-cols-3">
        {chartsOf(seen, colors).map((chart) => (
          <ChartPanel key={chart.name} chart={chart} times={times} asTable={look === 'table'} />
        ))}
      </div>
    </section>
  );
}
