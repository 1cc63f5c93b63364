import { useState } from 'react';
import type { Choice } from '~/details/choices';
import { SelectField } from '~/components/form';
import { Section } from '~/components/section';
import { setPlaysPreviews, usePlaysPreviews } from '~/lib/previews';
import { type Preferences, prefer, preferences } from '~/player/preferences';
import { testids } from '~/testids';
import { m } from '~/words';
import { NONE, captionChoices, qualityChoices, speedChoices } from './playback';
import { SwitchRow } from './switch-row';

const optionsOf = (choices: readonly Choice[]) =>
  choices.map(({ value, label }) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));

/** How videos begin in this browser: what the player remembers by itself, for whoever looks for it here. */
export function PlaybackCard() {
  const [kept, setKept] = useState(preferences);
  const previews = usePlaysPreviews();
  const change = (part: Partial<Preferences>) => {
    prefer(part);
    setKept(preferences());
  };
  return (
    <Section title={m.settings_playback()} lead={m.settings_playback_lead()}>
      <div className="-mt-3">
        <SwitchRow
          name="autoplay"
          label={m.settings_autoplay()}
          note={m.settings_autoplay_note()}
          on={kept.autoplay}
          testid={testids.settingsPlayback}
          onChange={(autoplay) => change({ autoplay })}
        />
        <SwitchRow
          name="previews"
          label={m.settings_previews()}
          note={m.settings_previews_note()}
          on={previews}
          testid={testids.settingsPlayback}
          onChange={setPlaysPreviews}
        />
      </div>
      <div className="mt-5 grid gap-5 sm:grid-cols-3">
        <SelectField
          label={m.settings_quality()}
          value={kept.height ?? NONE}
          testid={testids.settingsQuality}
          onChange={({ target }) => change({ height: Number(target.value) || null })}
        >
          {optionsOf(qualityChoices(kept.height))}
        </SelectField>
        <SelectField
          label={m.player_speed()}
          value={kept.rate}
          testid={testids.settingsSpeed}
          onChange={({ target }) => change({ rate: Number(target.value) })}
        >
          {optionsOf(speedChoices(kept.rate))}
        </SelectField>
        <SelectField
          label={m.player_captions()}
          value={kept.captions ?? NONE}
          testid={testids.settingsCaptions}
          onChange={({ target }) => change({ captions: target.value || null })}
        >
          {optionsOf(captionChoices(kept.captions))}
        </SelectField>
      </div>
    </Section>
  );
}
