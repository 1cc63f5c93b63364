import { useEffect, useState } from 'react';

export interface Device {
  id: string;
  label: string;
}

/** Cameras or microphones, with their names as soon as one may be used. `known` is what changes when that may be so. */
export function useDevices(kind: MediaDeviceInfo['kind'], known: unknown): readonly Device[] {
  const [devices, setDevices] = useState<readonly Device[]>([]);
  useEffect(() => {
    let isOver = false;
    const read = async () => {
      const all = await navigator.mediaDevices.enumerateDevices();
      const named = all.filter((device) => device.kind === kind && device.deviceId !== 'default' && device.label);
      if (!isOver) setDevices(named.map(({ deviceId, label }) => ({ id: deviceId, label })));
    };
    const again = () => void read().catch(() => undefined);
    again();
    navigator.mediaDevices.addEventListener('devicechange', again);
    return () => {
      isOver = true;
      navigator.mediaDevices.removeEventListener('devicechange', again);
    };
  }, [kind, known]);
  return devices;
}
