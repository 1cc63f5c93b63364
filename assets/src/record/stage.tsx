import { MonitorUp, Video } from 'lucide-react';
import { clsx } from '~/lib/clsx';
import { useExternal } from '~/lib/external';
import { testids } from '~/testids';
import { m } from '~/words';
import { showsCamera } from './preferences';
import type { Recorder } from './recorder';

import { LivePicture } from './live-picture';

/** What is recorded, or what is about to be; over it the countdown. */
export function RecordStage({ recorder }: { recorder: Recorder }) {
  const { phase, picture, preferences, countdown } = useExternal(recorder.state);
  const { camera } = useExternal(recorder.inputs.streams);
  const { mode, corner } = preferences;
  const isOn = phase === 'recording' || phase === 'paused';
  return (
    <div
      className={clsx(
        'stage relative grid aspect-video place-items-center overflow-hidden rounded-card bg-black text-white',
        phase === 'recording' && 'outline-4 outline-offset-2 outline-bad',
      )}
    >
      {picture && <LivePicture stream={picture} isMirrored={mode === 'camera'} className="size-full object-contain" />}
      {!picture && mode === 'camera' && camera && (
        <LivePicture stream={camera} isMirrored className="size-full object-contain" />
      )}
      {!picture && !(mode === 'camera' && camera) && <Empty mode={mode} />}
      {!picture && mode === 'screen-camera' && camera && (
        <LivePicture
          stream={camera}
          isMirrored
          className={clsx(
            'absolute aspect-square h-[26%] rounded-full border-2 border-white object-cover',
            places[corner],
          )}
        />
      )}
      {phase === 'countdown' && (
        <button
          type="button"
          className="absolute inset-0 grid place-content-center justify-items-center bg-black/70"
          data-testid={testids.recordCountdown}
          onClick={() => recorder.skipCountdown()}
        >
          <span
            key={countdown}
            className="font-display text-9xl font-bold tabular-nums"
            role="timer"
            aria-live="assertive"
          >
            {countdown}
          </span>
          <span className="mt-2 text-sm text-white/80">{m.record_skip_countdown()}</span>
        </button>
      )}
      {phase === 'paused' && (
        <p className="absolute inset-0 grid place-items-center bg-black/60 text-2xl font-bold">{m.record_paused()}</p>
      )}
      {isOn && (
        <span className="sr-only" role="status">
          {phase === 'paused' ? m.record_paused() : m.record_is_on()}
        </span>
      )}
    </div>
  );
}

const places = {
  'bottom-left': 'bottom-[3%] left-[2%]',
  'bottom-right': 'right-[2%] bottom-[3%]',
  'top-left': 'top-[3%] left-[2%]',
  'top-right': 'top-[3%] right-[2%]',
};

function Empty({ mode }: { mode: Parameters<typeof showsCamera>[0] }) {
  const Icon = mode === 'camera' ? Video : MonitorUp;
  return (
    <div className="grid justify-items-center gap-3 px-6 text-center text-white/75">
      <Icon className="size-14" strokeWidth={1.25} aria-hidden="true" />
      <p>{mode === 'camera' ? m.record_camera_off() : m.record_screen_next()}</p>
    </div>
  );
}
