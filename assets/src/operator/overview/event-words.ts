import { span } from '../figures';
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
        title: 'Segment given up',
        subject: `${event.renditions.join(', ')} ${event.number}`,
        detail: event.detail,
        video: event.video,
      };
    case 'storage_full':
      return {
        tone: 'bad',
        title: 'No space left',
        subject: event.video,
        detail: 'Its media work pauses.',
        video: event.video,
      };
    case 'storage_freed':
      return {
        tone: 'good',
        title: 'Space again',
        subject: event.video,
        detail: 'Its media work goes on.',
        video: event.video,
      };
    default:
      return { ...lifeOf(event), subject: `${event.kind} #${event.id}`, actor: event.id };
  }
}

type LifeEvent = Extract<FeedEvent, { id: number }>;

function lifeOf(event: LifeEvent): Pick<EventWords, 'tone' | 'title' | 'detail'> {
  switch (event.event) {
    case 'running':
      return { tone: 'good', title: 'Runs again', detail: `It was built anew ${times(event.generation)}.` };
    case 'restarting': {
      const isPanic = event.cause.startsWith('panicked');
      const cause = event.cause.replace(/^panicked: /, '');
      const detail = event.pause_ms > 0 ? `${cause} · back in ${pause(event.pause_ms)}` : cause;
      return { tone: isPanic ? 'bad' : 'warn', title: isPanic ? 'Panicked' : 'Begins anew', detail };
    }
    case 'ended':
      return {
        tone: 'bad',
        title: 'Ended',
        detail: [event.exit.replaceAll('_', ' '), event.cause].filter(Boolean).join(': '),
      };
    case 'hung':
      return {
        tone: 'bad',
        title: 'Hangs',
        detail: event.doing ? `In ${event.doing}.` : 'It has work and makes no progress.',
      };
    case 'recovered':
      return { tone: 'good', title: 'Moves again', detail: 'It makes progress.' };
  }
}

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);
