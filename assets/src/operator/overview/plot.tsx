import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTheme } from '~/lib/theme';
import { timeOfDay } from '../figures';
import { type Palette, paletteOf } from './palette';
import type { Chart } from './series';

const HEIGHT = 168;
const AXIS = '11px ui-sans-serif, system-ui, sans-serif';

interface PlotProps {
  chart: Chart;
  /** Seconds since 1970. */
  times: readonly number[];
  /** Where the pointer is among the times; undefined: nowhere. */
  onPoint: (index: number | undefined) => void;
}

/** Lines of a log scale need something to stand on: what is nothing is not drawn. */
function range(chart: Chart): uPlot.Range.Function {
  if (chart.logarithmic) return (_plot, low, high) => uPlot.rangeLog(Math.max(0.1, low ?? 1), high ?? 1000, 10, true);
  return (_plot, _low, high) => [0, Math.max(chart.least, (high ?? 0) * 1.1)];
}

/** However little has been heard yet, times are seconds apart. */
const LEAST_SECONDS = 60;

const timeRange: uPlot.Range.Function = (_plot, low, high) => {
  const last = high ?? Date.now() / 1000;
  return [Math.min(low ?? last, last - LEAST_SECONDS), last];
};

interface Setting {
  chart: Chart;
  width: number;
  /** Asked at every drawing: the theme may have changed. */
  palette: () => Palette;
  onPoint: PlotProps['onPoint'];
}

/** Of the lines of a log scale those between the powers are left out: they say little and are many. */
const powersOfTen = (_plot: uPlot, splits: number[]) =>
  splits.map((value) => (Number.isInteger(Math.log10(value)) ? value : null));

const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000];

function optionsFor({ chart, width, palette, onPoint }: Setting): uPlot.Options {
  const color = (of: (palette: Palette) => string) => () => of(palette());
  const axis = { stroke: color(({ text }) => text), font: AXIS, ticks: { show: false } };
  const grid = { stroke: color(({ line }) => line), width: 1, ...(chart.logarithmic && { filter: powersOfTen }) };
  return {
    width,
    height: HEIGHT,
    padding: [10, 6, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: 'operator' }, drag: { x: false, y: false }, y: false, points: { size: 7 } },
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
    scales: { x: { time: true, range: timeRange }, y: { distr: chart.logarithmic ? 3 : 1, range: range(chart) } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 84,
        size: 26,
        values: (_plot, splits) => splits.map((seconds) => timeOfDay(seconds * 1000)),
      },
      {
        ...axis,
        grid,
        size: 62,
        gap: 4,
        space: 30,
        ...(chart.isWhole && { incrs: WHOLE }),
        values: (_plot, splits) => splits.map((value) => (value === null ? '' : chart.format(value))),
      },
    ],
    series: [
      {},
      ...chart.series.map((series) => ({
        label: series.name,
        stroke: color(({ series: colors }) => colors[series.color] ?? ''),
        width: 1.75,
        points: { show: false },
        spanGaps: false,
      })),
    ],
  };
}

export default function Plot({ chart, times, onPoint }: PlotProps) {
  const root = useRef<HTMLDivElement>(null);
  const plot = useRef<{ made: uPlot; redraw: () => void }>(null);
  const theme = useTheme();
  const data = [times, ...chart.series.map(({ values }) => values)] as uPlot.AlignedData;
  const latest = useRef({ chart, data });
  latest.current = { chart, data };
  // Another set of lines is another chart; other values are not.
  const lines = chart.series.map(({ name, color }) => `${name} ${color}`).join();
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    let palette = paletteOf(element);
    const width = element.clientWidth;
    const options = optionsFor({ chart: latest.current.chart, width, palette: () => palette, onPoint });
    const made = new uPlot(options, latest.current.data, element);
    const redraw = () => {
      palette = paletteOf(element);
      made.redraw(false);
    };
    plot.current = { made, redraw };
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    const media = matchMedia('(prefers-color-scheme: dark)');
    media.addEventListener('change', redraw);
    return () => {
      media.removeEventListener('change', redraw);
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [lines, onPoint]);
  useEffect(() => plot.current?.made.setData(data));
  useEffect(() => plot.current?.redraw(), [theme]);
  return <div ref={root} aria-hidden="true" style={{ height: HEIGHT }} />;
}
