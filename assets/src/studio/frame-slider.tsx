import { Check } from 'lucide-react';
import { useId } from 'react';
import { writeClock } from '~/chapters/lines';
import { spokenDuration } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';

const STEP = 0.1;

interface FrameSliderProps {
  duration: number;
  /** The frame that is looked at; none until one is wanted. */
  at: number | undefined;
  isBusy: boolean;
  onLook: (at: number) => void;
  onTake: (at: number) => void;
}

/** Goes through the whole video for the frame that is to be the poster. */
export function FrameSlider({ duration, at, isBusy, onLook, onTake }: FrameSliderProps) {
  const id = useId();
  return (
    <div className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-1">
      <label htmlFor={id} className="text-sm font-semibold">
        {m.studio_any_frame()}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        // The end itself has no frame.
        max={Math.max(0, Math.floor(duration / STEP) - 1) * STEP}
        step={STEP}
        value={at ?? 0}
        className="h-11 min-w-48 flex-1 accent-(--accent)"
        aria-valuetext={spokenDuration(at ?? 0)}
        data-testid={testids.posterRange}
        onChange={({ target }) => onLook(target.valueAsNumber)}
      />
      <button
        type="button"
        className="btn btn-quiet tabular-nums"
        disabled={at === undefined || isBusy}
        data-testid={testids.posterTake}
        onClick={() => at !== undefined && onTake(at)}
      >
        <Check aria-hidden="true" />
        {m.studio_take_frame({ time: writeClock(at ?? 0) })}
      </button>
    </div>
  );
}
