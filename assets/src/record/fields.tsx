import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { SelectField } from '~/components/form';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';
import { m } from '~/words';
import { useDevices } from './use-devices';

export function Fault({ children }: { children: ReactNode }) {
  return (
    <p
      role="alert"
      className="rounded-control bg-bad-soft px-3.5 py-3 text-sm text-bad"
      data-testid={testids.recordTrouble}
    >
      {children}
    </p>
  );
}

interface SwitchProps {
  label: string;
  hint?: string;
  icon: LucideIcon;
  isOn: boolean;
  testid: string;
  onChange: (isOn: boolean) => void;
}

export function Switch({ label, hint, icon: Icon, isOn, testid, onChange }: SwitchProps) {
  return (
    <label className="relative flex min-h-11 cursor-pointer items-center gap-3">
      <Icon className={clsx('size-5 flex-none', isOn ? 'text-accent' : 'text-ink-3')} aria-hidden="true" />
      <span className="flex-1">
        <span className="font-semibold">{label}</span>
        {hint && <small className="block text-sm text-ink-3">{hint}</small>}
      </span>
      <input
        type="checkbox"
        role="switch"
        className="peer sr-only"
        checked={isOn}
        data-testid={testid}
        onChange={({ target }) => onChange(target.checked)}
      />
      <span
        aria-hidden="true"
        className="relative h-7 w-12 flex-none rounded-full bg-line-strong transition-colors peer-checked:bg-accent peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent after:absolute after:top-1 after:left-1 after:size-5 after:rounded-full after:bg-surface after:transition-transform peer-checked:after:translate-x-5 motion-reduce:after:transition-none"
      />
    </label>
  );
}

interface DeviceFieldProps {
  label: string;
  kind: MediaDeviceInfo['kind'];
  /** Devices have names once one of them is open. */
  open: MediaStream | undefined;
  value: string;
  testid: string;
  onChange: (id: string) => void;
}

export function DeviceField({ label, kind, open, value, testid, onChange }: DeviceFieldProps) {
  const devices = useDevices(kind, open);
  return (
    <SelectField label={label} value={value} testid={testid} onChange={({ target }) => onChange(target.value)}>
      <option value="">{m.record_system_choice()}</option>
      {devices.map(({ id, label: name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
