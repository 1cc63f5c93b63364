import type { ReactNode } from 'react';
import type { Video } from '~/api/types';
import { Progress } from '~/components/progress';
import { age, bytes, clock, moment, short } from '~/lib/format';
import { m } from '~/words';
import { type Column, columnNames } from './columns';
import { StateChip } from './state-chip';
import { VisibilityMenu } from './visibility-menu';

/** Of the table's grid; the video takes what is left. */
export const widths: Record<Column, string> = {
  state: '8.5rem',
  visibility: '8.5rem',
  date: '7rem',
  views: '4.5rem',
  likes: '4rem',
  comments: '6rem',
  duration: '4rem',
  size: '5rem',
};

const cells: Record<Column, (video: Video) => ReactNode> = {
  state: (video) => <State video={video} />,
  visibility: (video) => <VisibilityMenu video={video} />,
  date: ({ created_at }) => (
    <time dateTime={created_at} title={moment(created_at)}>
      {age(created_at)}
    </time>
  ),
  views: ({ stats }) => short(stats.views),
  likes: ({ stats }) => short(stats.likes),
  comments: ({ stats }) => short(stats.comments),
  duration: ({ duration }) => (duration != null ? clock(duration) : '–'),
  size: ({ storage }) => (storage ? bytes(storage.bytes) : '–'),
};

/** Where columns have no room their names stand beside the figures; what speaks for itself needs none. */
const NAMELESS: readonly Column[] = ['state', 'visibility', 'date'];

export function Cell({ column, video }: { column: Column; video: Video }) {
  return (
    <div
      role="cell"
      className="min-w-0 text-sm text-ink-2 tabular-nums max-xl:flex max-xl:items-center max-xl:gap-1.5"
      data-column={column}
    >
      {!NAMELESS.includes(column) && <span className="text-ink-3 xl:sr-only">{columnNames[column]}</span>}
      {cells[column](video)}
    </div>
  );
}

function State({ video }: { video: Video }) {
  const isMaking = (video.state === 'processing' || video.state === 'playable') && video.renditions.length > 0;
  return (
    <span className="grid justify-items-start gap-1.5">
      <StateChip video={video} />
      {isMaking && <Progress value={video.progress} label={m.studio_qualities_made()} className="h-1.5! w-28" />}
    </span>
  );
}
