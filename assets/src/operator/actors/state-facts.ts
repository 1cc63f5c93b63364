import { m } from '~/words';
import { factName, factWord } from './fact-words';

/** What an actor tells of its own state, as names and values for a person. Every kind tells something else. */
export function factsOf(state: unknown): [term: string, value: string][] {
  if (state === null || state === undefined) return [];
  if (typeof state !== 'object') return [[m.operator_state_fact(), String(state)]];
  return Object.entries(state).map(([name, value]) => [factName(name), said(name, value)]);
}

function said(name: string, value: unknown): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? m.operator_yes() : m.operator_no();
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'string' ? factWord(name, value) : String(value);
}
