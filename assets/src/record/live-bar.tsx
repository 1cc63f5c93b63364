import { Mic, MicOff, Pause, PictureInPicture2, Play, RotateCcw, Square } from 'lucide-react';
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { clsx } from '~/lib/clsx';
import { clock } from '~/lib/format';
import { useExternal } from '~/lib/external';
import { testids } from '~/testids';
import { m } from '~/words';
import { LONGEST_SECONDS, type Recorder } from './recorder';
import { canPopOut, usePopOut } from './pop-out';

/** Near the end of what a recording may be, the time that is left is told. */
const TELL_LEFT_SECONDS = 300;

interface LiveBarProps {
  recorder: Recorder;
  onRestart: () => void;
}

/** The controls of a recording: at the foot of the page, or in a small window above all others. */
export function LiveBar(props: LiveBarProps) {
  const { host, popOut } = usePopOut();
  if (host) {
    return (
      <>
        <p className="text-center text-ink-2">{m.record_popped_out()}</p>
        {createPortal(
          <div className="grid min-h-dvh place-items-center bg-bg p-2">
            <Bar {...props} />
          </div>,
          host,
        )}
      </>
    );
  }
  return (
    <div className="fixed inset-x-0 bottom-[calc(4rem+env(safe-area-inset-bottom))] z-40 flex justify-center px-3 sm:bottom-6">
      <div className="rounded-full border border-line bg-surface px-2 py-1 shadow-[0_10px_32px_var(--lift)]">
        <Bar {...props} onPopOut={canPopOut() ? () => void popOut() : undefined} />
      </div>
    </div>
  );
}

function Bar({ recorder, onRestart, onPopOut }: LiveBarProps & { onPopOut?: (() => void) | undefined }) {
  const { phase, isMuted } = useExternal(recorder.state);
  const { microphone } = useExternal(recorder.inputs.streams);
  const isPaused = phase === 'paused';
  const isOver = phase === 'finishing';
  return (
    <div
      className="flex items-center gap-1"
      role="toolbar"
      aria-label={m.record_controls()}
      data-testid={testids.recordBar}
    >
      <Clock recorder={recorder} isPaused={isPaused} />
      <button
        type="button"
        className="icon-btn"
        aria-label={isPaused ? m.record_resume() : m.record_pause()}
        disabled={isOver}
        data-testid={testids.recordPause}
        onClick={() => (isPaused ? recorder.resume() : recorder.pause())}
      >
        {isPaused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
      </button>
      {microphone && (
        <button
          type="button"
          className={clsx('icon-btn', isMuted && 'text-bad!')}
          aria-label={m.record_mute()}
          aria-pressed={isMuted}
          data-testid={testids.recordMute}
          onClick={() => recorder.mute(!isMuted)}
        >
          {isMuted ? <MicOff aria-hidden="true" /> : <Mic aria-hidden="true" />}
        </button>
      )}
      <button
        type="button"
        className="icon-btn"
        aria-label={m.record_restart()}
        disabled={isOver}
        data-testid={testids.recordRestart}
        onClick={onRestart}
      >
        <RotateCcw aria-hidden="true" />
      </button>
      {onPopOut && (
        <button type="button" className="icon-btn max-sm:hidden" aria-label={m.record_pop_out()} onClick={onPopOut}>
          <PictureInPicture2 aria-hidden="true" />
        </button>
      )}
      <button
        type="button"
        className="btn btn-bad rounded-full!"
        disabled={isOver}
        data-testid={testids.recordStop}
        onClick={() => void recorder.stop()}
      >
        <Square className="fill-current" aria-hidden="true" />
        <span className="max-[379px]:sr-only">{m.record_stop()}</span>
      </button>
    </div>
  );
}

function Clock({ recorder, isPaused }: { recorder: Recorder; isPaused: boolean }) {
  const [seconds, setSeconds] = useState(() => recorder.seconds());
  useEffect(() => {
    const timer = setInterval(() => setSeconds(recorder.seconds()), 250);
    return () => clearInterval(timer);
  }, [recorder]);
  const left = LONGEST_SECONDS - seconds;
  return (
    <span className="flex items-center gap-2 pr-1 pl-3 font-semibold tabular-nums">
      <span
        className={clsx('size-3 rounded-full', isPaused ? 'bg-line-strong' : 'animate-pulse bg-bad-solid')}
        aria-hidden="true"
      />
      <time data-testid={testids.recordClock}>{clock(seconds)}</time>
      {left < TELL_LEFT_SECONDS && (
        <span className="text-sm text-bad">{m.record_time_left({ time: clock(left) })}</span>
      )}
    </span>
  );
}
