import type { Pending } from '~/room/state';

/** `crypto.randomUUID` exists only on https and localhost; this is as good a name. */
function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

interface Written {
  body: string;
  at?: number | undefined;
  parent?: string;
  root?: string;
}

/** A comment that begins its way; its name makes it one however often it is sent. */
export function newPending({ body, at, parent, root }: Written): Pending {
  return { clientId: newClientId(), body, at, parent, root };
}
