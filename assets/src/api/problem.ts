import { m } from '~/words';
import type { Problem } from './types';

/** An answer that is not a success, carrying the server's problem document when there is one. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  /** Seconds until it makes sense again. */
  readonly retryAfter: number | undefined;
  readonly fields: Readonly<Record<string, string>>;

  constructor(status: number, problem: Partial<Problem>, requestId?: string, retryAfter?: number) {
    super(problem.detail ?? problem.title ?? fallback(status));
    this.name = 'ApiError';
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.requestId = requestId;
    this.retryAfter = retryAfter;
    this.fields = fieldErrors(problem);
  }

  static async from(response: Response): Promise<ApiError> {
    const requestId = response.headers.get('x-request-id') ?? undefined;
    const retryAfter = Number(response.headers.get('retry-after')) || undefined;
    const problem = await problemOf(response);
    return new ApiError(response.status, await inOurWords(problem, retryAfter), requestId, retryAfter);
  }
}

async function problemOf(response: Response): Promise<Partial<Problem>> {
  try {
    return ((await response.json()) ?? {}) as Partial<Problem>;
  } catch {
    return {};
  }
}

/** There are many words and few refusals: they are fetched with the first. Without them the server's own will do. */
async function inOurWords(problem: Partial<Problem>, retryAfter: number | undefined): Promise<Partial<Problem>> {
  try {
    const { translated } = await import('./problem-words');
    return translated(problem, retryAfter);
  } catch {
    return problem;
  }
}

function fallback(status: number): string {
  if (status === 404) return m.problem_not_found();
  if (status === 429) return m.problem_too_many();
  if (status >= 500) return m.problem_no_answer();
  return m.problem_status({ status });
}

/** `/email` or `#/email` becomes `email`; the first message for a field wins. */
function fieldErrors(problem: Partial<Problem>): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { pointer, detail } of problem.errors ?? []) {
    const name = pointer.replace(/^#?\//, '');
    fields[name] ??= detail;
  }
  return fields;
}

/** What a refusal says of single fields; `places` names the field that a code is about where the server names none. */
export function fieldsOf(error: unknown, places: Readonly<Record<string, string>> = {}): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const place = places[error.code];
  return place ? { [place]: error.message, ...error.fields } : { ...error.fields };
}

/** One sentence for a person. */
export function describe(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  if (typeof navigator !== 'undefined' && navigator.onLine === false) return m.problem_offline();
  if (error instanceof TypeError) return m.problem_unreachable();
  return m.problem_unknown();
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}
