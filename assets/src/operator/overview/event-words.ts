import { m } from '~/words';
import { counted, span } from '../figures';
import { causeWords } from '../actors/causes';
import { exitLabels, kindOf, labelOf } from '../labels';
import type { FeedEvent } from '../live/messages';

export interface EventWords {
  tone: 'bad' | 'warn' | 'good';
  /** What happened, in two or three words. */
  title: string;
  /** Who it happened to. */
  subject: string;
  detail: string;
  /** The actor, or else the video, that it is about. */
  actor?: number;
  video?: string;
}

const pause = (milliseconds: number) => (milliseconds < 1000 ? `${milliseconds} ms` : span(milliseconds / 1000));

/** What an event says to a person. */
export function wordsOf(event: FeedEvent): EventWords {
  switch (event.event) {
    case 'dead_letter':
      return {
        tone: 'bad',
        title: m.operator_given_up_event(),
        subject: `${event.renditions.join(', ')} ${event.number}`,
        detail: event.detail,
        video: event.video,
      };
    case 'storage_full':
      return {
        tone: 'bad',
        title: m.operator_no_space(),
        subject: event.video,
        detail: m.operator_work_pauses(),
        video: event.video,
      };
    case 'storage_freed':
      return {
        tone: 'good',
        title: m.operator_space_again(),
        subject: event.video,
        detail: m.operator_work_goes_on(),
        video: event.video,
      };
    default:
      return { ...lifeOf(event), subject: `${kindOf(event.kind)} #${event.id}`, actor: event.id };
  }
}

type LifeEvent = Extract<FeedEvent, { id: number }>;

function lifeOf(event: LifeEvent): Pick<EventWords, 'tone' | 'title' | 'detail'> {
  switch (event.event) {
    case 'running':
      return { tone: 'good', title: m.operator_runs_again(), detail: counted(m.operator_built_anew, event.generation) };
    case 'restarting': {
      const isPanic = event.cause.startsWith('panicked');
      const cause = causeWords(event.cause.replace(/^panicked: /, ''));
      const detail = event.pause_ms > 0 ? m.operator_back_in({ cause, time: pause(event.pause_ms) }) : cause;
      return {
        tone: isPanic ? 'bad' : 'warn',
        title: isPanic ? m.operator_panicked() : m.operator_begins_anew(),
        detail,
      };
    }
    case 'ended':
      return {
        tone: 'bad',
        title: m.operator_ended(),
        detail: [labelOf(exitLabels, event.exit), event.cause && causeWords(event.cause)].filter(Boolean).join(': '),
      };
    case 'hung':
      return {
        tone: 'bad',
        title: m.operator_hangs_event(),
        detail: event.doing ? m.operator_in_message({ message: event.doing }) : m.operator_no_progress(),
      };
    case 'recovered':
      return { tone: 'good', title: m.operator_moves_again(), detail: m.operator_makes_progress() };
  }
}
