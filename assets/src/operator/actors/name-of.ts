import type { Actor } from './types';

export const nameOf = ({ kind, label, id }: Actor) => (label ? `${kind} ${label}` : `${kind} #${id}`);
