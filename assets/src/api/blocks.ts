import { rememberBlock } from '~/room/blocked';
import { client } from './client';

/** Blocks a person for who asks, or lifts that. The browser remembers it: the server tells nobody whom they have blocked. */
export async function setBlocked(viewer: string, username: string, isBlocked: boolean): Promise<void> {
  const params = { path: { username } };
  if (isBlocked) await client.PUT('/api/v1/users/{username}/block', { params });
  else await client.DELETE('/api/v1/users/{username}/block', { params });
  rememberBlock(viewer, username, isBlocked);
}
