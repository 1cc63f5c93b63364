import { useEffect, useRef } from 'react';
import { testids } from '~/testids';
import { m } from '~/words';

const TELL_EVERY_MS = 500;

/** How loud the microphone is, drawn without asking React thirty times a second. */
export function LevelMeter({ level }: { level: () => number }) {
  const meter = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let told = 0;
    let request = requestAnimationFrame(function draw(now) {
      const loud = level();
      if (bar.current) bar.current.style.transform = `scaleX(${loud})`;
      if (now - told > TELL_EVERY_MS) {
        told = now;
        meter.current?.setAttribute('aria-valuenow', String(Math.round(loud * 100)));
      }
      request = requestAnimationFrame(draw);
    });
    return () => cancelAnimationFrame(request);
  }, [level]);
  return (
    <div
      ref={meter}
      role="meter"
      aria-label={m.record_level()}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      className="h-2 overflow-hidden rounded-full bg-sunken"
      data-testid={testids.recordLevel}
    >
      <div ref={bar} className="h-full origin-left scale-x-0 rounded-full bg-good" />
    </div>
  );
}
