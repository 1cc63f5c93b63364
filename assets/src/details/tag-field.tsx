import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { type KeyboardEvent, useDeferredValue, useId, useRef, useState } from 'react';
import { tagsQuery } from '~/api/queries';
import { testids } from '~/testids';
import { m } from '~/words';
import { MOST_TAGS, tagOf, withTags } from './tags';

interface TagFieldProps {
  tags: readonly string[];
  fault: string | undefined;
  onChange: (tags: string[]) => void;
}

/** Tags as chips, and a field for the next one: Enter or a comma takes it, Backspace takes the last one back. */
export function TagField({ tags, fault, onChange }: TagFieldProps) {
  const id = useId();
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const take = (typed: string) => {
    setText('');
    const next = withTags(tags, typed);
    if (next.length > tags.length) onChange(next);
  };
  const remove = (tag: string) => {
    onChange(tags.filter((other) => other !== tag));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && text.trim()) {
      event.preventDefault();
      take(text);
    }
    if (event.key === 'Backspace' && text === '' && tags.length > 0) onChange(tags.slice(0, -1));
  };
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-semibold">
        {m.studio_tags()}
      </label>
      <div className="field flex flex-wrap items-center gap-1.5 px-2! py-1! focus-within:border-accent">
        {tags.map((tag) => (
          <Tag key={tag} tag={tag} onRemove={() => remove(tag)} />
        ))}
        <input
          ref={input}
          id={id}
          className="min-h-9 min-w-32 flex-1 bg-transparent px-1.5 outline-none"
          value={text}
          list={`${id}-known`}
          placeholder={tags.length === 0 ? m.studio_tags_placeholder() : undefined}
          disabled={tags.length >= MOST_TAGS}
          autoCapitalize="none"
          enterKeyHint="enter"
          aria-invalid={fault ? true : undefined}
          aria-describedby={`${id}-note`}
          data-testid={testids.detailsTags}
          onChange={({ target }) => (target.value.includes(',') ? take(target.value) : setText(target.value))}
          onKeyDown={onKeyDown}
          onBlur={() => text.trim() && take(text)}
        />
        <KnownTags id={`${id}-known`} typed={text} taken={tags} />
      </div>
      <p id={`${id}-note`} className={fault ? 'mt-1.5 text-sm text-bad' : 'mt-1.5 text-sm text-ink-3'}>
        {fault ?? m.studio_tags_hint({ count: tags.length, most: MOST_TAGS })}
      </p>
    </div>
  );
}

function Tag({ tag, onRemove }: { tag: string; onRemove: () => void }) {
  return (
    <span
      className="inline-flex items-center rounded-full bg-sunken pl-3 text-sm font-semibold"
      data-testid={testids.detailsTag}
    >
      {tag}
      <button
        type="button"
        className="grid size-9 place-items-center rounded-full text-ink-3 hover:text-ink pointer-coarse:size-11"
        aria-label={m.studio_remove_tag({ tag })}
        onClick={onRemove}
      >
        <X className="size-4" aria-hidden="true" />
      </button>
    </span>
  );
}

/** Tags that others use and that begin like this. */
function KnownTags({ id, typed, taken }: { id: string; typed: string; taken: readonly string[] }) {
  const begun = useDeferredValue(tagOf(typed) ?? '');
  const { data } = useQuery({ ...tagsQuery(begun), enabled: begun !== '' });
  return (
    <datalist id={id}>{data?.map(({ tag }) => !taken.includes(tag) && <option key={tag} value={tag} />)}</datalist>
  );
}
