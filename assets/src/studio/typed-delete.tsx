import { useId, useState } from 'react';
import { testids } from '~/testids';
import { m } from '~/words';

interface TypedDeleteProps {
  /** What one should know before. */
  words: string;
  className?: string;
  onDelete: () => void;
}

/** Deletes for good once a word has been typed. */
export function TypedDelete({ words, className, onDelete }: TypedDeleteProps) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const word = m.studio_delete_word();
  const isTyped = typed.trim().toLowerCase() === word;
  return (
    <form
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        if (isTyped) onDelete();
      }}
    >
      <p className="text-ink-2">{words}</p>
      <label htmlFor={id} className="mt-4 mb-1.5 block text-sm font-semibold">
        {m.studio_delete_type({ word })}
      </label>
      <input
        id={id}
        className="field max-w-xs"
        value={typed}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        data-testid={testids.studioDeleteWord}
        onChange={({ target }) => setTyped(target.value)}
      />
      <button
        type="submit"
        className="btn btn-bad mt-5 block"
        disabled={!isTyped}
        data-testid={testids.studioDeleteTyped}
      >
        {m.studio_delete_for_good()}
      </button>
    </form>
  );
}
