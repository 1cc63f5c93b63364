import type { CSSProperties } from 'react';
import type { Video } from '~/api/types';
import { useExternal } from '~/lib/external';
import { testids } from '~/testids';
import { m } from '~/words';
import { widths } from './cells';
import { columnNames, shownColumns } from './columns';
import { GRID, StudioRow } from './studio-row';

interface VideoTableProps {
  videos: readonly Video[];
  chosen: ReadonlySet<string>;
  onChoose: (id: string, isRange: boolean) => void;
  onChooseAll: () => void;
}

/** One's videos as a table. It is made of boxes, so that rows that are off the screen need not be laid out. */
export function VideoTable({ videos, chosen, onChoose, onChooseAll }: VideoTableProps) {
  const columns = useExternal(shownColumns);
  const isAll = videos.length > 0 && chosen.size >= videos.length;
  const template = ['2.75rem', 'minmax(14rem, 1fr)', ...columns.map((column) => widths[column]), '2.75rem'].join(' ');
  return (
    <div
      role="table"
      className="xl:overflow-x-auto"
      aria-label={m.studio_list()}
      style={{ '--studio-columns': template } as CSSProperties}
    >
      <div role="rowgroup" className="max-xl:contents">
        <div role="row" className={`${GRID} border-b border-line text-sm font-semibold text-ink-3 xl:px-2`}>
          <div role="columnheader">
            <label className="grid size-11 place-items-center max-xl:-mx-2">
              <input
                type="checkbox"
                className="size-5 accent-(--accent)"
                checked={isAll}
                aria-label={m.studio_choose_all()}
                data-testid={testids.studioChooseAll}
                ref={(box) => {
                  if (box) box.indeterminate = chosen.size > 0 && !isAll;
                }}
                onChange={onChooseAll}
              />
            </label>
          </div>
          <div role="columnheader" className="max-xl:col-span-2 max-xl:self-center">
            {m.studio_column_video()}
          </div>
          {columns.map((column) => (
            <div key={column} role="columnheader" className="max-xl:sr-only">
              {columnNames[column]}
            </div>
          ))}
          <div role="columnheader" className="sr-only">
            {m.studio_column_actions()}
          </div>
        </div>
      </div>
      <div role="rowgroup">
        {videos.map((video) => (
          <StudioRow
            key={video.id}
            video={video}
            columns={columns}
            isChosen={chosen.has(video.id)}
            onChoose={onChoose}
          />
        ))}
      </div>
    </div>
  );
}
