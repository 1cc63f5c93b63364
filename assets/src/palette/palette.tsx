import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type KeyboardEvent, useId, useState } from 'react';
import { testids } from '~/testids';
import { m } from '~/words';
import type { PaletteItem } from './items';
import { stepped } from './match';
import { PaletteList } from './palette-list';
import { useFound } from './use-found';

interface PaletteProps {
  onShortcuts: () => void;
  onClose: () => void;
}

/** Goes anywhere and does anything by typing a few letters. Open for as long as it is there. */
export default function Palette({ onShortcuts, onClose }: PaletteProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const { found, isReading } = useFound(typed, onShortcuts);
  const index = Math.min(chosen, Math.max(0, found.length - 1));
  const run = (item: PaletteItem | undefined) => {
    if (!item) return;
    onClose();
    item.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const next = stepped(event.key, index, found.length);
    if (next !== undefined) setChosen(next);
    else if (event.key === 'Enter') run(found[index]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content
          className="dialog top-[max(1rem,12dvh)]! flex max-h-[min(34rem,76dvh)]! flex-col overflow-hidden! p-0! [translate:-50%_0]!"
          aria-describedby={undefined}
        >
          <Dialog.Title className="sr-only">{m.shell_palette()}</Dialog.Title>
          <label className="relative flex-none border-b border-line">
            <span className="sr-only">{m.shell_palette_hint()}</span>
            <Search className="pointer-events-none absolute top-4 left-4 size-5 text-ink-3" aria-hidden="true" />
            <input
              role="combobox"
              aria-expanded="true"
              aria-controls={`${id}-list`}
              aria-activedescendant={found[index] && `${id}-${found[index].id}`}
              autoComplete="off"
              spellCheck={false}
              className="h-13 w-full bg-transparent pr-4 pl-12 text-base outline-none"
              placeholder={m.shell_palette_hint()}
              value={typed}
              data-testid={testids.paletteInput}
              onChange={(event) => {
                setTyped(event.target.value);
                setChosen(0);
              }}
              onKeyDown={onKeyDown}
            />
          </label>
          <PaletteList id={id} found={found} isReading={isReading} index={index} onPoint={setChosen} onRun={run} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
