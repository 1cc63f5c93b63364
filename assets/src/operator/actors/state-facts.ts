import { m } from '~/words';

/** What an actor tells of its own state, as names and values for a person. Every kind tells something else. */
export function factsOf(state: unknown): [term: string, value: string][] {
  if (state === null || state === undefined) return [];
  if (typeof state !== 'object') return [[m.operator_state_fact(), String(state)]];
  return Object.entries(state).map(([name, value]) => [name.replaceAll('_', ' '), said(value)]);
}

function said(value: unknown): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? m.operator_yes() : m.operator_no();
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}
