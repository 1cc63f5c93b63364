import { type Names, useNames } from '../names';
import type { Actor } from './types';

/** Kinds that are labelled by their video. */
const OF_VIDEOS = new Set(['room', 'transcode', 'ingest', 'stills', 'meter', 'repair']);
/** Those that are labelled by their person. */
const OF_PEOPLE = new Set(['session']);

/** What the labels of live actors are called. */
export function useActorNames(actors: readonly Actor[]): Names {
  const labels = (kinds: ReadonlySet<string>) =>
    actors.flatMap(({ kind, label, phase }) => (label && phase !== 'ended' && kinds.has(kind) ? [label] : []));
  return useNames(labels(OF_VIDEOS), labels(OF_PEOPLE));
}
