import { testids } from '~/testids';
import { m } from '~/words';
import { TitledDialog } from './titled-dialog';

interface Shortcut {
  does: () => string;
  /** Ways to do it, each a row of keys that are pressed together. */
  keys: readonly (readonly string[])[];
}

interface ShortcutGroup {
  title: () => string;
  shortcuts: readonly Shortcut[];
}

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
const ctrl = () => (isApple ? '⌘' : m.shell_key_ctrl());

const everywhere = (): ShortcutGroup => ({
  title: m.shell_keys_everywhere,
  shortcuts: [
    { does: m.shell_keys_palette, keys: [[ctrl(), 'K'], ['/']] },
    { does: m.shell_keys_this, keys: [['?']] },
    { does: m.shell_keys_close, keys: [['Esc']] },
  ],
});

const playing = (): ShortcutGroup => ({
  title: m.shell_keys_playing,
  shortcuts: [
    { does: m.shell_keys_play, keys: [['K'], [m.shell_key_space()]] },
    { does: m.shell_keys_ten, keys: [['J'], ['L']] },
    { does: m.shell_keys_five, keys: [['←'], ['→']] },
    { does: m.shell_keys_tenth, keys: [['0'], ['…'], ['9']] },
    { does: m.shell_keys_ends, keys: [[m.shell_key_home()], [m.shell_key_end()]] },
    {
      does: m.shell_keys_chapter,
      keys: [
        [m.shell_key_ctrl(), '←'],
        [m.shell_key_ctrl(), '→'],
      ],
    },
    { does: m.shell_keys_frame, keys: [[','], ['.']] },
    { does: m.shell_keys_speed, keys: [['<'], ['>']] },
    {
      does: m.shell_keys_next,
      keys: [
        [m.shell_key_shift(), 'P'],
        [m.shell_key_shift(), 'N'],
      ],
    },
  ],
});

const looks = (): ShortcutGroup => ({
  title: m.shell_keys_looks,
  shortcuts: [
    { does: m.shell_keys_fullscreen, keys: [['F']] },
    { does: m.shell_keys_theatre, keys: [['T']] },
    { does: m.shell_keys_mini, keys: [['I']] },
    { does: m.shell_keys_picture, keys: [['P']] },
    { does: m.shell_keys_mute, keys: [['M']] },
    { does: m.shell_keys_volume, keys: [['↑'], ['↓']] },
    { does: m.shell_keys_captions, keys: [['C']] },
    { does: m.shell_keys_caption_size, keys: [['+'], ['−']] },
    { does: m.shell_keys_caption_look, keys: [['O'], ['W']] },
  ],
});

/** Every key that does something, for who has pressed `?`. */
export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <TitledDialog title={m.shell_shortcuts()} onClose={onClose}>
      <div className="grid gap-6" data-testid={testids.shortcutsDialog}>
        {[everywhere(), playing(), looks()].map((group) => (
          <Group key={group.title()} group={group} />
        ))}
      </div>
    </TitledDialog>
  );
}

function Group({ group }: { group: ShortcutGroup }) {
  return (
    <section>
      <h3 className="mb-1 font-sans text-sm font-semibold text-ink-3">{group.title()}</h3>
      <dl>
        {group.shortcuts.map(({ does, keys }) => (
          <div key={does()} className="flex min-h-10 items-center gap-4 border-t border-line py-1.5">
            <dt className="min-w-0 flex-1">{does()}</dt>
            <dd className="flex flex-none flex-wrap items-center justify-end gap-1.5">
              {keys.map((way) => (
                <Way key={way.join(' ')} keys={way} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Way({ keys }: { keys: readonly string[] }) {
  if (keys[0] === '…') return <span className="text-ink-3">…</span>;
  return (
    <span className="flex items-center gap-0.5">
      {keys.map((key) => (
        <kbd
          key={key}
          className="grid min-h-7 min-w-7 place-items-center rounded-md border border-line-strong/60 bg-sunken px-1.5 font-sans text-sm font-semibold"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
