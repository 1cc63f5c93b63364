import type { Role, Status } from '~/api/types';
import { m } from '~/words';
import type { Priority } from './jobs/job-list';

type Labels<Value extends string = string> = Readonly<Record<Value, () => string>>;

export const roleLabels: Labels<Role> = {
  member: m.operator_role_member,
  moderator: m.operator_role_moderator,
  admin: m.operator_role_admin,
};

export const statusLabels: Labels<Status> = {
  active: m.operator_status_active,
  pending: m.operator_status_pending,
  banned: m.operator_status_banned,
};

export const priorityLabels: Labels<Priority> = {
  urgent: m.operator_priority_urgent,
  normal: m.operator_priority_normal,
  background: m.operator_priority_background,
};

export const jobLabels: Labels = {
  ingest: m.operator_job_ingest,
  video: m.operator_job_video,
  audio: m.operator_job_audio,
  poster: m.operator_job_poster,
  storyboard: m.operator_job_storyboard,
  preview: m.operator_job_preview,
  image: m.operator_job_image,
  loudness: m.operator_job_loudness,
};

/** How an actor ended. */
export const exitLabels: Labels = {
  normal: m.operator_exit_normal,
  quit: m.operator_exit_quit,
  restarted: m.operator_exit_restarted,
  downstream_closed: m.operator_exit_downstream_closed,
  killed: m.operator_exit_killed,
  failure: m.operator_exit_failure,
  panicked: m.operator_exit_panicked,
  restart_limit: m.operator_exit_restart_limit,
};

export const phaseLabels: Labels = {
  starting: m.operator_phase_starting,
  running: m.operator_phase_running,
  backoff: m.operator_phase_backoff,
  stopping: m.operator_phase_stopping,
  ended: m.operator_phase_ended,
};

/** What a value of the server is called; one that nobody knows here keeps its name. */
export const labelOf = (labels: Labels, value: string): string => labels[value]?.() ?? value.replaceAll('_', ' ');
