import { Camera, type LucideIcon, Mic, MicOff, Monitor, MonitorSmartphone, Volume2 } from 'lucide-react';
import { useId } from 'react';
import { SelectField } from '~/components/form';
import { useExternal } from '~/lib/external';
import { testids } from '~/testids';
import { m } from '~/words';
import { corners } from './bubble';
import { DeviceField, Fault, Switch } from './fields';
import { LevelMeter } from './level-meter';
import { type Mode, showsCamera, showsScreen } from './preferences';
import type { Recorder } from './recorder';
import { sentence } from './trouble';

interface PanelProps {
  recorder: Recorder;
  canShare: boolean;
}

const modeLooks: { mode: Mode; label: string; icon: LucideIcon }[] = [
  { mode: 'screen', label: m.record_mode_screen(), icon: Monitor },
  { mode: 'screen-camera', label: m.record_mode_both(), icon: MonitorSmartphone },
  { mode: 'camera', label: m.record_mode_camera(), icon: Camera },
];

const cornerNames = {
  'bottom-left': m.record_corner_bottom_left(),
  'bottom-right': m.record_corner_bottom_right(),
  'top-left': m.record_corner_top_left(),
  'top-right': m.record_corner_top_right(),
};

/** What to record, from which devices, and the button that begins. */
export function SetupPanel({ recorder, canShare }: PanelProps) {
  const { phase, preferences, troubles } = useExternal(recorder.state);
  const { mode, system } = preferences;
  const isAsking = phase === 'asking';
  return (
    <form
      className="grid content-start gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        void recorder.start();
      }}
    >
      <Modes recorder={recorder} canShare={canShare} mode={mode} />
      {!canShare && <p className="text-sm text-ink-2">{m.record_no_screen_here()}</p>}
      {showsCamera(mode) && <CameraRow recorder={recorder} />}
      <MicrophoneRow recorder={recorder} />
      {showsScreen(mode) && (
        <Switch
          label={m.record_with_system()}
          hint={m.record_with_system_hint()}
          icon={Volume2}
          isOn={system}
          testid={testids.recordSystem}
          onChange={(on) => void recorder.choose({ system: on })}
        />
      )}
      {troubles.screen && <Fault>{sentence('screen', troubles.screen)}</Fault>}
      <button type="submit" className="btn btn-primary" disabled={isAsking} data-testid={testids.recordStart}>
        <span className="size-3 rounded-full bg-current" aria-hidden="true" />
        {isAsking ? m.record_asking() : m.record_start()}
      </button>
    </form>
  );
}

function CameraRow({ recorder }: { recorder: Recorder }) {
  const { preferences, troubles } = useExternal(recorder.state);
  const { camera } = useExternal(recorder.inputs.streams);
  return (
    <div className="grid gap-3">
      <DeviceField
        label={m.record_camera()}
        kind="videoinput"
        open={camera}
        value={preferences.cameraId}
        testid={testids.recordCamera}
        onChange={(cameraId) => void recorder.choose({ cameraId })}
      />
      {preferences.mode === 'screen-camera' && (
        <SelectField
          label={m.record_corner()}
          value={preferences.corner}
          testid={testids.recordCorner}
          onChange={({ target }) => {
            const corner = corners.find((one) => one === target.value);
            if (corner) void recorder.choose({ corner });
          }}
        >
          {corners.map((corner) => (
            <option key={corner} value={corner}>
              {cornerNames[corner]}
            </option>
          ))}
        </SelectField>
      )}
      {troubles.camera && <Fault>{sentence('camera', troubles.camera)}</Fault>}
    </div>
  );
}

function MicrophoneRow({ recorder }: { recorder: Recorder }) {
  const { preferences, troubles } = useExternal(recorder.state);
  const { microphone } = useExternal(recorder.inputs.streams);
  return (
    <div className="grid gap-3">
      <Switch
        label={m.record_with_microphone()}
        icon={preferences.microphone ? Mic : MicOff}
        isOn={preferences.microphone}
        testid={testids.recordMicrophoneSwitch}
        onChange={(on) => void recorder.choose({ microphone: on })}
      />
      {preferences.microphone && (
        <DeviceField
          label={m.record_microphone()}
          kind="audioinput"
          open={microphone}
          value={preferences.microphoneId}
          testid={testids.recordMicrophone}
          onChange={(microphoneId) => void recorder.choose({ microphoneId })}
        />
      )}
      {microphone && <LevelMeter level={recorder.level} />}
      {troubles.microphone && <Fault>{sentence('microphone', troubles.microphone)}</Fault>}
    </div>
  );
}

function Modes({ recorder, canShare, mode }: PanelProps & { mode: Mode }) {
  const name = useId();
  return (
    <fieldset className="grid grid-cols-3 gap-2" data-testid={testids.recordMode}>
      <legend className="mb-1.5 text-sm font-semibold">{m.record_what()}</legend>
      {modeLooks.map(({ mode: value, label, icon: Icon }) => (
        <label
          key={value}
          className="grid min-h-20 cursor-pointer content-center justify-items-center gap-1.5 rounded-card border border-line px-2 py-3 text-center text-sm font-semibold text-ink-2 has-checked:border-accent has-checked:bg-accent-soft has-checked:text-ink has-disabled:cursor-not-allowed has-disabled:opacity-50 has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="radio"
            className="sr-only"
            name={name}
            checked={value === mode}
            disabled={!canShare && showsScreen(value)}
            data-value={value}
            onChange={() => void recorder.choose({ mode: value })}
          />
          <Icon className="size-6" strokeWidth={1.75} aria-hidden="true" />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
