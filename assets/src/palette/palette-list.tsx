import { useEffect, useRef } from 'react';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';
import { m } from '~/words';
import type { PaletteGroup, PaletteItem } from './items';

const groupWords: Record<PaletteGroup, () => string> = {
  pages: m.shell_palette_pages,
  videos: m.shell_palette_videos,
  actions: m.shell_palette_actions,
};

interface PaletteListProps {
  id: string;
  found: readonly PaletteItem[];
  /** More may be found in a moment. */
  isReading: boolean;
  index: number;
  onPoint: (index: number) => void;
  onRun: (item: PaletteItem) => void;
}

/** The options; the focus stays in the field, which names the chosen one. */
export function PaletteList({ id, found, isReading, index, onPoint, onRun }: PaletteListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [index, found]);
  const nothing = found.length === 0 ? m.shell_palette_nothing() : '';
  const status = isReading ? m.shell_palette_reading() : nothing;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-2">
      <p
        role="status"
        className={clsx('px-3 text-center text-ink-2', status && (found.length > 0 ? 'py-2 text-sm' : 'py-6'))}
      >
        {status}
      </p>
      <div ref={list} role="listbox" id={`${id}-list`} aria-label={m.shell_palette()}>
        {found.map((item, at) => (
          <div key={item.id}>
            {found[at - 1]?.group !== item.group && (
              <p className="px-3 pt-2.5 pb-1 text-xs font-semibold text-ink-3" aria-hidden="true">
                {groupWords[item.group]()}
              </p>
            )}
            <Option
              item={item}
              id={`${id}-${item.id}`}
              isChosen={at === index}
              onPoint={() => onPoint(at)}
              onRun={() => onRun(item)}
            />
          </div>
        ))}
      </div>
    </div>
  );
}

interface OptionProps {
  item: PaletteItem;
  id: string;
  isChosen: boolean;
  onPoint: () => void;
  onRun: () => void;
}

function Option({ item, id, isChosen, onPoint, onRun }: OptionProps) {
  const { icon: Icon, label } = item;
  return (
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      className="menu-item aria-selected:bg-sunken"
      data-testid={testids.paletteItem}
      data-id={item.id}
      onPointerMove={() => !isChosen && onPoint()}
      onClick={onRun}
    >
      <Icon aria-hidden="true" />
      <span className="truncate">{label}</span>
    </div>
  );
}
