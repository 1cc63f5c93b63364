import { kindOf } from '../labels';
import type { Actor } from './types';

export const nameOf = ({ kind, label, id }: Actor) => `${kindOf(kind)} ${label ?? `#${id}`}`;
