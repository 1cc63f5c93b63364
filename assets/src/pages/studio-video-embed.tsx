import { Copy } from 'lucide-react';
import { useId, useState } from 'react';
import { parseClock } from '~/chapters/lines';
import { Field } from '~/components/form';
import { Section } from '~/components/section';
import { copyText } from '~/lib/copy';
import { type EmbedOptions, embedAddress, embedCode } from '~/studio/video/embed-code';
import { useStudioVideo } from '~/studio/video/video-context';
import { testids } from '~/testids';
import { m } from '~/words';

const FIRST: EmbedOptions = { start: 0, isAutoplay: false, isMuted: false, isLoop: false, isFluid: true };

export function StudioEmbed() {
  const { id, title, visibility } = useStudioVideo();
  const codeId = useId();
  const [options, setOptions] = useState(FIRST);
  const change = (part: Partial<EmbedOptions>) => setOptions({ ...options, ...part });
  const code = embedCode(id, title, options, location.origin);
  return (
    <Section title={m.studio_embed()} lead={m.studio_embed_lead()}>
      {visibility === 'private' && (
        <p className="mb-5 rounded-control bg-warn-soft px-3.5 py-3 text-sm text-warn">{m.studio_embed_private()}</p>
      )}
      <div className="grid grid-cols-1 gap-6 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <iframe
          key={embedAddress(id, options, location.origin)}
          src={embedAddress(id, options, location.origin)}
          title={m.studio_embed_preview()}
          className="aspect-video w-full rounded-card bg-black"
          allow="autoplay; fullscreen; picture-in-picture"
          loading="lazy"
        />
        <Options options={options} onChange={change} />
      </div>
      <label htmlFor={codeId} className="mt-6 mb-1.5 block text-sm font-semibold">
        {m.studio_embed_code()}
      </label>
      <textarea
        id={codeId}
        className="field field-sizing-content font-mono text-sm!"
        readOnly
        value={code}
        data-testid={testids.embedCode}
        onFocus={({ target }) => target.select()}
      />
      <button
        type="button"
        className="btn btn-primary mt-3"
        data-testid={testids.embedCopy}
        onClick={() => void copyText(code, m.studio_embed_copied())}
      >
        <Copy aria-hidden="true" />
        {m.studio_embed_copy()}
      </button>
    </Section>
  );
}

interface OptionsProps {
  options: EmbedOptions;
  onChange: (part: Partial<EmbedOptions>) => void;
}

function Options({ options, onChange }: OptionsProps) {
  const check = (name: 'isAutoplay' | 'isMuted' | 'isLoop' | 'isFluid', label: string) => (
    <label className="flex min-h-11 items-center gap-3">
      <input
        type="checkbox"
        className="size-5 accent-(--accent)"
        checked={options[name]}
        data-testid={testids.embedOption}
        data-name={name}
        onChange={({ target }) => onChange({ [name]: target.checked })}
      />
      {label}
    </label>
  );
  return (
    <div>
      <Field
        label={m.studio_embed_start()}
        placeholder="1:05"
        testid={testids.embedStart}
        onChange={({ target }) => onChange({ start: parseClock(target.value) ?? 0 })}
      />
      <div className="mt-3">
        {check('isFluid', m.studio_embed_fluid())}
        {check('isAutoplay', m.studio_embed_autoplay())}
        {check('isMuted', m.studio_embed_muted())}
        {check('isLoop', m.studio_embed_loop())}
      </div>
    </div>
  );
}
