import type { Role, Status } from '~/api/types';
import { m } from '~/words';
import type { Priority } from './jobs/job-list';

export type Labels<Value extends string = string> = Readonly<Record<Value, () => string>>;

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

const kindLabels: Labels = {
  evictor: m.operator_kind_evictor,
  ingest: m.operator_kind_ingest,
  media_workers: m.operator_kind_media_workers,
  meter: m.operator_kind_meter,
  notifications: m.operator_kind_notifications,
  notifier: m.operator_kind_notifier,
  repair: m.operator_kind_repair,
  room: m.operator_kind_room,
  rooms: m.operator_kind_rooms,
  segment_cache: m.operator_kind_segment_cache,
  session: m.operator_kind_session,
  sessions: m.operator_kind_sessions,
  stills: m.operator_kind_stills,
  transcode: m.operator_kind_transcode,
  upload: m.operator_kind_upload,
  uploads: m.operator_kind_uploads,
  videos: m.operator_kind_videos,
};

/** When an actor is rebuilt, and on which threads it lives. */
export const policyLabels: Labels = {
  permanent: m.operator_policy_permanent,
  transient: m.operator_policy_transient,
  temporary: m.operator_policy_temporary,
  control: m.operator_policy_control,
  hot: m.operator_policy_hot,
};

/** What a value of the server is called; one that nobody knows here keeps its name. */
export const labelOf = (labels: Labels, value: string): string => labels[value]?.() ?? value.replaceAll('_', ' ');

export const kindOf = (kind: string) => labelOf(kindLabels, kind);
