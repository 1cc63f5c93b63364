import type { DeadLetter, MediaJob } from '~/api/types';
import { m } from '~/words';

export const priorities = ['urgent', 'normal', 'background'] as const;
export type Priority = (typeof priorities)[number];

/** What an operator has asked for, until the list says that it is so. */
export type Asked = 'cancel' | 'retry' | Priority;

export interface ShownJob {
  job: MediaJob;
  asked: Asked | undefined;
}

/** Jobs as they will be, if all goes as was asked for. */
export function shownJobs(jobs: readonly MediaJob[], asked: ReadonlyMap<string, Asked>): ShownJob[] {
  return jobs.map((job) => {
    const what = asked.get(job.id);
    const isMoved = what !== undefined && what !== 'cancel' && what !== 'retry';
    return { job: isMoved ? { ...job, priority: what } : job, asked: what };
  });
}

/** What was asked for and is not yet so: a job that is gone, or has its new place, needs no note. */
export function stillAsked(jobs: readonly MediaJob[], asked: ReadonlyMap<string, Asked>): ReadonlyMap<string, Asked> {
  const left = [...asked].filter(([id, what]) => jobs.some((job) => job.id === id && job.priority !== what));
  return left.length === asked.size ? asked : new Map(left);
}

/** What a job makes, in a few words: `720p 480p · segment 12`. Which of the stills it is says nothing to anybody. */
export function workOf({ kind, renditions, number }: MediaJob): string {
  const isSegment = (kind === 'video' || kind === 'audio') && number != null;
  return [renditions.join(' '), isSegment && m.operator_segment({ number })].filter(Boolean).join(' · ');
}

export interface VideoLetters {
  video: string;
  letters: DeadLetter[];
}

/** Dead letters by video: a video's are tried again together. */
export function byVideo(letters: readonly DeadLetter[]): VideoLetters[] {
  const groups = new Map<string, DeadLetter[]>();
  for (const letter of letters) groups.set(letter.video, [...(groups.get(letter.video) ?? []), letter]);
  return [...groups].map(([video, some]) => ({ video, letters: some }));
}
