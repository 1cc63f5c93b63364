import { useSyncExternalStore } from 'react';

/** A value outside of all components, which they follow. */
export class External<Value> {
  private readonly listeners = new Set<() => void>();
  private value: Value;

  constructor(value: Value) {
    this.value = value;
  }

  readonly get = (): Value => this.value;

  set(value: Value): void {
    this.value = value;
    for (const listener of this.listeners) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

export function useExternal<Value>({ subscribe, get }: External<Value>): Value {
  return useSyncExternalStore(subscribe, get);
}

export type Ids = ReadonlySet<string>;

export const withMember = (ids: Ids, id: string): Ids => new Set(ids).add(id);

export function withoutMember(ids: Ids, id: string): Ids {
  const others = new Set(ids);
  others.delete(id);
  return others;
}
