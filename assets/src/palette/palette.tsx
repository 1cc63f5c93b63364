import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { meQuery, videosQuery } from '~/api/queries';
import { useLogout } from '~/lib/use-logout';
import { testids } from '~/testids';
import { m } from '~/words';
import { type PaletteGroup, type PaletteItem, actions, ownVideos, pages } from './items';
import { matching, stepped } from './match';
import { PaletteList } from './palette-list';

/** Who looks for a video of theirs types more. */
const VIDEOS = 6;

interface PaletteProps {
  onShortcuts: () => void;
  onClose: () => void;
}

const groups: readonly PaletteGroup[] = ['pages', 'videos', 'actions'];

/** All that fits, group by group, so that the order is that of the list. */
function useFound(typed: string, onShortcuts: () => void): PaletteItem[] {
  const { data: user } = useQuery(meQuery);
  const { data: mine } = useInfiniteQuery({ ...videosQuery({ mine: true }), enabled: Boolean(user) });
  const navigate = useNavigate();
  const logout = useLogout();
  return useMemo(() => {
    const videos = typed.trim() ? (mine?.pages.flatMap(({ items }) => items) ?? []) : [];
    const all = [
      ...pages(user, navigate),
      ...ownVideos(videos, navigate),
      ...actions(user, onShortcuts, () => void logout()),
    ];
    const found = matching(all, typed);
    return groups.flatMap((group) => {
      const members = found.filter((item) => item.group === group);
      return group === 'videos' ? members.slice(0, VIDEOS) : members;
    });
  }, [typed, user, mine, navigate, logout, onShortcuts]);
}

/** Goes anywhere and does anything by typing a few letters. Open for as long as it is there. */
export default function Palette({ onShortcuts, onClose }: PaletteProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const found = useFound(typed, onShortcuts);
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
          <PaletteList id={id} found={found} index={index} onPoint={setChosen} onRun={run} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
