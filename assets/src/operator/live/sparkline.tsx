import { memo } from 'react';
import { type Scale, sparkPath } from './spark-path';

interface SparklineProps extends Scale {
  values: readonly (number | null)[];
  className?: string;
}

const WIDTH = 100;
const HEIGHT = 24;

/** The last minutes at a glance. The figure beside it says what it is; nobody is read a line. */
export const Sparkline = memo(function Sparkline({ values, least, isLevel, className }: SparklineProps) {
  const { line, area } = sparkPath(values, WIDTH, HEIGHT, {
    ...(least !== undefined && { least }),
    ...(isLevel && { isLevel }),
  });
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className={className ?? 'h-6 w-full text-glow'}
    >
      <path d={area} fill="currentColor" opacity="0.13" />
      <path d={line} fill="none" stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  );
});
