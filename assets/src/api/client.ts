import createClient from 'openapi-fetch';
import createQueryClient from 'openapi-react-query';
import { ApiError } from './problem';
import { doubtServer } from '~/lib/reachable';
import { freshen, refreshSession, wasSignedIn } from './session';
import type { Paths } from './types';

/** These answer 401 on their own account; renewing the session would not help them. */
const SESSION_CALLS = ['/api/v1/auth/', '/api/v1/users/register'];

/** Whether a session that has run out is the reason: a wrong code of an authenticator is a 401 as well. */
async function isStale(response: Response): Promise<boolean> {
  if (response.status !== 401 || !wasSignedIn()) return false;
  return !(await ApiError.from(response.clone())).code.startsWith('totp_');
}

/** A request that nobody ended and that had no answer may mean that there is no server. */
async function answered(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    if (!request.signal.aborted) void doubtServer();
    throw error;
  }
}

/** `fetch` that renews an expired session once, and throws an `ApiError` for everything but success. */
export async function sessionFetch(request: Request): Promise<Response> {
  const renewable = !SESSION_CALLS.some((path) => new URL(request.url).pathname.startsWith(path));
  if (renewable) await freshen();
  const retry = renewable ? request.clone() : undefined;
  let response = await answered(request);
  if (retry && (await isStale(response)) && (await refreshSession())) response = await answered(retry);
  if (!response.ok) throw await ApiError.from(response);
  return response;
}

export const client = createClient<Paths>({ fetch: sessionFetch });
export const api = createQueryClient(client);
