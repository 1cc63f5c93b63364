import { locale, m } from '~/words';
import type { Video } from './types';

/** Why videos cannot be processed. */
const failureWords: Readonly<Record<string, () => string>> = {
  unsupported_container: m.problem_failed_unsupported_container,
  unsupported_codec: m.problem_failed_unsupported_codec,
  no_media: m.problem_failed_no_media,
  corrupt_media: m.problem_failed_corrupt_media,
  empty_file: m.problem_failed_empty_file,
  encrypted: m.problem_failed_encrypted,
  limit_resolution: m.problem_failed_limit_resolution,
  limit_frame_rate: m.problem_failed_limit_frame_rate,
  limit_streams: m.problem_failed_limit_streams,
  limit_duration: m.problem_failed_limit_duration,
  limit_segment_size: m.problem_failed_limit_segment_size,
  worker_crashed: m.problem_failed_worker_crashed,
  worker_timeout: m.problem_failed_worker_timeout,
  unavailable: m.problem_failed_unavailable,
  cancelled: m.problem_failed_cancelled,
  internal: m.problem_failed_internal,
};

/** Why a video could not be processed. The server says it more precisely, but in English. */
export function wordsOfFailure({ code, detail }: NonNullable<Video['failure']>): string {
  return (locale === 'en' ? undefined : failureWords[code]?.()) ?? detail;
}
