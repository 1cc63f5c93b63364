import type { Exit, Quantiles } from '../live/messages';

/** What `/api/v1/operator/actors` lists. The API's document has no types for it; these are those of the server. */

export interface MessageFigures {
  name: string;
  handled: number;
  handle_time: Quantiles;
  queue_wait: Quantiles;
}

export type Phase = 'starting' | 'running' | 'backoff' | 'stopping' | 'ended';

export interface Actor {
  id: number;
  kind: string;
  label: string | null;
  parent: number | null;
  policy: 'permanent' | 'transient' | 'temporary';
  placement: string;
  phase: Phase;
  /** False while the watchdog sees work and no progress. */
  healthy: boolean;
  exit: Exit | null;
  doing: string | null;
  depth: number;
  capacity: number;
  /** Handled, with the reply still to come. */
  deferred: number;
  handled: number;
  failed: number;
  shed: number;
  lost: number;
  expired: number;
  rate: number;
  handle_time: Quantiles;
  queue_wait: Quantiles;
  messages: MessageFigures[];
  restarts: number;
  last_error: { at_unix_ms: number; text: string } | null;
  started_at_unix_ms: number;
  ended_at_unix_ms: number | null;
  age_seconds: number;
  state: unknown;
}

const CLEAN = ['normal', 'quit'];

/** It ended, and nobody needs to know. */
export const isPast = ({ phase, exit }: Actor) => phase === 'ended' && (exit === null || CLEAN.includes(exit.exit));

export const isTroubled = (actor: Actor) =>
  !actor.healthy || actor.phase === 'backoff' || (actor.phase === 'ended' && !isPast(actor));

/** A restart that somebody has asked for is no failure. */
export const hasFailed = (actor: Actor) => isTroubled(actor) || actor.last_error !== null;

export const isBusy = ({ phase, depth, rate }: Actor) => phase !== 'ended' && (depth > 0 || rate >= 0.05);

export const mayRestart = ({ policy, phase }: Actor) => policy !== 'temporary' && phase !== 'ended';
