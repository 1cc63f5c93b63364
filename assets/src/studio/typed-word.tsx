import { useId, useState } from 'react';
import { testids } from '~/testids';
import { m } from '~/words';

/** What has to be typed before something is gone for good. */
export function useTypedWord() {
  const [typed, setTyped] = useState('');
  const word = m.studio_delete_word();
  return { typed, setTyped, isTyped: typed.trim().toLowerCase() === word };
}

export function TypedWord({ typed, setTyped }: ReturnType<typeof useTypedWord>) {
  const id = useId();
  return (
    <div className="mt-4">
      <label htmlFor={id} className="mb-1.5 block text-sm font-semibold">
        {m.studio_delete_type({ word: m.studio_delete_word() })}
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
    </div>
  );
}
