import { GripVertical } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';
import { m } from '~/words';
import { keyed, makesWay } from './reorder';
import { useDrag } from './use-drag';

interface ReorderListProps<Item> {
  items: readonly Item[];
  idOf: (item: Item) => string;
  nameOf: (item: Item) => string;
  label: string;
  onMove: (from: number, to: number) => void;
  children: (item: Item, index: number) => ReactNode;
}

/** A list whose rows are dragged by their handle, with a mouse, a finger or the arrow keys. */
export function ReorderList<Item>({ items, idOf, nameOf, label, onMove, children }: ReorderListProps<Item>) {
  const list = useRef<HTMLOListElement>(null);
  const [said, setSaid] = useState('');
  const move = (from: number, to: number) => {
    const item = items[from];
    if (!item || from === to) return;
    onMove(from, to);
    setSaid(m.library_moved({ title: nameOf(item), position: to + 1, count: items.length }));
  };
  const { drag, handlers } = useDrag(list, move);
  return (
    <>
      <ol ref={list} aria-label={label} className={clsx(drag && 'select-none')}>
        {items.map((item, index) => {
          const isDragged = drag?.from === index;
          const shift = drag ? (isDragged ? drag.by : makesWay(index, drag.from, drag.to, drag.height)) : 0;
          return (
            <li
              key={idOf(item)}
              className={clsx(
                'relative flex items-center rounded-card',
                isDragged && 'z-30 bg-surface shadow-xl',
                drag && !isDragged && 'transition-transform duration-150',
              )}
              style={shift === 0 ? undefined : { transform: `translateY(${shift}px)` }}
              data-testid={testids.orderedItem}
            >
              <Handle
                name={nameOf(item)}
                onKey={(event) => {
                  const to = keyed(event.key, index, items.length);
                  if (to === undefined) return;
                  event.preventDefault();
                  move(index, to);
                }}
                onGrab={(event) => handlers.grab(event, index)}
                onEscape={handlers.cancel}
              />
              <div className="min-w-0 flex-1">{children(item, index)}</div>
            </li>
          );
        })}
      </ol>
      <p className="sr-only" role="status">
        {said}
      </p>
    </>
  );
}

interface HandleProps {
  name: string;
  onKey: (event: KeyboardEvent) => void;
  onGrab: (event: PointerEvent<HTMLElement>) => void;
  onEscape: () => void;
}

function Handle({ name, onKey, onGrab, onEscape }: HandleProps) {
  return (
    <button
      type="button"
      className="icon-btn -ml-2 cursor-grab! touch-none active:cursor-grabbing! max-sm:-ml-3 max-sm:w-9"
      aria-label={m.library_move({ title: name })}
      title={m.library_move_hint()}
      data-testid={testids.moveHandle}
      onKeyDown={(event) => (event.key === 'Escape' ? onEscape() : onKey(event))}
      onPointerDown={onGrab}
    >
      <GripVertical aria-hidden="true" />
    </button>
  );
}
