import { useSyncExternalStore } from 'react';
import { prefer, preferences } from '~/player/preferences';
import { testids } from '~/testids';
import { m } from '~/words';

const CHANGED = 'playhouse:autoplay';

function subscribe(listener: () => void): () => void {
  addEventListener(CHANGED, listener);
  return () => removeEventListener(CHANGED, listener);
}

/** Whether the next video starts by itself. The end screen of the player has the same switch. */
export function AutoplaySwitch() {
  const on = useSyncExternalStore(subscribe, () => preferences().autoplay);
  return (
    <label className="relative flex min-h-11 cursor-pointer items-center gap-2.5 text-sm font-semibold text-ink-2">
      {m.watch_autoplay()}
      <input
        type="checkbox"
        role="switch"
        className="peer sr-only"
        checked={on}
        data-testid={testids.autoplaySwitch}
        onChange={({ target }) => {
          prefer({ autoplay: target.checked });
          dispatchEvent(new CustomEvent(CHANGED));
        }}
      />
      <span
        aria-hidden="true"
        className="relative h-6 w-10 flex-none rounded-full bg-line-strong transition-colors peer-checked:bg-accent peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-accent after:absolute after:top-1 after:left-1 after:size-4 after:rounded-full after:bg-surface after:transition-transform peer-checked:after:translate-x-4 motion-reduce:after:transition-none"
      />
    </label>
  );
}
