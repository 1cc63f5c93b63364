import { m } from '~/words';
import { type Labels, labelOf, roleLabels, statusLabels } from '../labels';

/** What actors call the parts of their state. */
const facts: Labels = {
  attempt: m.operator_fact_attempt,
  available: m.operator_fact_available,
  beyond_repair: m.operator_fact_beyond_repair,
  budget_bytes: m.operator_fact_budget_bytes,
  bytes: m.operator_fact_bytes,
  connections: m.operator_fact_connections,
  corrupt: m.operator_fact_corrupt,
  dead: m.operator_fact_dead,
  evictions: m.operator_fact_evictions,
  examining: m.operator_fact_examining,
  facts: m.operator_fact_facts,
  following: m.operator_fact_following,
  hits: m.operator_fact_hits,
  ingests: m.operator_fact_ingests,
  is_announcing: m.operator_fact_is_announcing,
  is_running: m.operator_fact_is_running,
  last_run_bytes: m.operator_fact_last_run_bytes,
  last_run_rungs: m.operator_fact_last_run_rungs,
  left: m.operator_fact_left,
  length: m.operator_fact_length,
  live: m.operator_fact_live,
  loads: m.operator_fact_loads,
  lost: m.operator_fact_lost,
  made: m.operator_fact_made,
  marks: m.operator_fact_marks,
  measured: m.operator_fact_measured,
  meters: m.operator_fact_meters,
  misses: m.operator_fact_misses,
  objects: m.operator_fact_objects,
  offset: m.operator_fact_offset,
  people: m.operator_fact_people,
  quarantined: m.operator_fact_quarantined,
  queued_ahead: m.operator_fact_queued_ahead,
  queued_background: m.operator_fact_queued_background,
  queued_extra: m.operator_fact_queued_extra,
  queued_first: m.operator_fact_queued_first,
  queued_viewer: m.operator_fact_queued_viewer,
  repairs: m.operator_fact_repairs,
  resting: m.operator_fact_resting,
  ring: m.operator_fact_ring,
  role: m.operator_fact_role,
  running: m.operator_fact_running,
  segments: m.operator_fact_segments,
  sent: m.operator_fact_sent,
  seq: m.operator_fact_seq,
  sessions: m.operator_fact_sessions,
  slots: m.operator_fact_slots,
  slow_mode: m.operator_fact_slow_mode,
  stage: m.operator_fact_stage,
  status: m.operator_fact_status,
  stills: m.operator_fact_stills,
  told: m.operator_fact_told,
  total: m.operator_fact_total,
  transcodes: m.operator_fact_transcodes,
  unwatched_days: m.operator_fact_unwatched_days,
  upload: m.operator_fact_upload,
  user: m.operator_fact_user,
  video: m.operator_fact_video,
  waiting: m.operator_fact_waiting,
  waiting_writes: m.operator_fact_waiting_writes,
  wishes: m.operator_fact_wishes,
};

const stages: Labels = {
  busy: m.operator_stage_busy,
  idle: m.operator_stage_idle,
  receiving: m.operator_stage_receiving,
  waiting: m.operator_stage_waiting,
  preparing: m.operator_stage_preparing,
  running: m.operator_stage_running,
  ending: m.operator_stage_ending,
};

/** Parts whose values are words of the server. */
const values: Readonly<Record<string, Labels>> = { stage: stages, role: roleLabels, status: statusLabels };

export const factName = (name: string) => labelOf(facts, name);

/** A word that a part of a state has as its value; one that nobody knows here stays as it is. */
export const factWord = (name: string, word: string) => values[name]?.[word]?.() ?? word;
