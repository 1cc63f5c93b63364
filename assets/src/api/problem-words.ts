import { remaining } from '~/lib/format';
import { locale, m } from '~/words';
import type { Problem } from './types';

type Say = (inputs: { wait: string }) => string;

/** The server speaks English: where it says more than its code does, only others need words of ours. */
const isUnderstood = locale === 'en';

/** What refusals say, by their code. */
const words: Readonly<Record<string, Say>> = {
  unauthenticated: m.problem_unauthenticated,
  session_over: m.problem_session_over,
  wrong_credentials: m.problem_wrong_credentials,
  wrong_password: m.problem_wrong_password,
  totp_required: m.problem_totp_required,
  totp_wrong: m.problem_totp_wrong,
  code_wrong: m.problem_code_wrong,
  account_pending: m.problem_account_pending,
  signup_closed: m.problem_signup_closed,
  admin_token_wrong: m.problem_admin_token_wrong,
  email_taken: m.problem_email_taken,
  username_taken: m.problem_username_taken,
  messages_off: m.problem_messages_off,
  last_admin: m.problem_last_admin,
  not_found: m.problem_not_found,
  conflict: m.problem_conflict,
  body_too_large: m.problem_body_too_large,
  upload_too_large: m.problem_upload_too_large,
  upload_quota: m.problem_upload_quota,
  storage_quota: m.problem_storage_quota,
  storage_full: m.problem_storage_full,
  not_playable: m.problem_not_playable,
  image_unsupported: m.problem_image_unsupported,
  image_damaged: m.problem_image_damaged,
  image_too_large: m.problem_image_too_large,
  comment_refused: m.problem_comment_refused,
  parent_gone: m.problem_parent_gone,
  room_closed: m.problem_room_closed,
  blocked: m.problem_blocked,
  already_in_playlist: m.problem_already_in_playlist,
  playlist_full: m.problem_playlist_full,
  busy: m.problem_busy,
  deadline: m.problem_deadline,
  internal: m.problem_internal,
  precondition_failed: m.problem_conflict,
  rate_limited: m.problem_rate_limited,
  slow_mode: m.problem_slow_mode,
};

/** Of these the server tells more: the line, the limit. */
const roughWords: typeof words = {
  captions_encoding: m.problem_captions_encoding,
  captions_timing: m.problem_captions_timing,
  captions_limit: m.problem_captions_limit,
  captions_empty: m.problem_captions_empty,
  language_unknown: m.problem_language_unknown,
  wrong_content_type: m.problem_wrong_content_type,
  bad_request: m.problem_bad_request,
  validation_failed: m.problem_validation_failed,
  job_needed: m.problem_job_needed,
  job_runs: m.problem_job_runs,
  job_waits: m.problem_job_waits,
  eviction_under_way: m.problem_eviction_under_way,
  own_account: m.problem_own_account,
  too_many_api_keys: m.problem_too_many_api_keys,
  too_many_playlists: m.problem_too_many_playlists,
  poster_failed: m.problem_poster_failed,
  image_failed: m.problem_image_failed,
  upload_gone: m.problem_upload_gone,
  upload_locked: m.problem_upload_locked,
};

/** What is wrong with a field, by its name. */
const fieldWords: Readonly<Record<string, () => string>> = {
  email: m.problem_field_email,
  username: m.problem_field_username,
  password: m.problem_field_password,
  phone: m.problem_field_phone,
  display_name: m.problem_field_display_name,
  bio: m.problem_field_bio,
  links: m.problem_field_links,
  title: m.problem_field_title,
  description: m.problem_field_description,
  tags: m.problem_field_tags,
  reason: m.problem_field_reason,
  new_password: m.problem_field_password,
};

function wordsOfCode(code: string | undefined, retryAfter: number | undefined): string | undefined {
  if (code === undefined) return undefined;
  const say = words[code] ?? (isUnderstood ? undefined : roughWords[code]);
  return say?.({ wait: remaining(retryAfter ?? 1) });
}

const wordsOfField = (pointer: string) => fieldWords[pointer.replace(/^#?\//, '')]?.();

/** A refusal in the language of the page, as far as there are words for it. */
export function translated(problem: Partial<Problem>, retryAfter: number | undefined): Partial<Problem> {
  const detail = wordsOfCode(problem.code, retryAfter);
  const errors = problem.errors?.map((error) => ({ ...error, detail: wordsOfField(error.pointer) ?? error.detail }));
  return {
    ...problem,
    ...(detail !== undefined && { detail }),
    ...(errors && problem.code === 'validation_failed' && { errors }),
  };
}
