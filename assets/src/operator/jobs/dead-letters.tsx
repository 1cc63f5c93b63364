import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { client } from '~/api/client';
import { describe, isNotFound } from '~/api/problem';
import type { DeadLetter } from '~/api/types';
import { focusSection, sectionOf } from '~/components/section';
import { age, moment } from '~/lib/format';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { counted } from '../figures';
import { VideoName } from '../video-name';
import { type VideoLetters, byVideo } from './job-list';
import { lettersQuery } from './queries';

interface DeadLettersProps {
  letters: readonly DeadLetter[];
  titles: ReadonlyMap<string, string>;
}

function useRetry() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (video: string) =>
      client.POST('/api/v1/operator/dead-letters/{video}/retry', { params: { path: { video } } }),
    onMutate: async (video) => {
      await queries.cancelQueries({ queryKey: lettersQuery.queryKey });
      const before = queries.getQueryData(lettersQuery.queryKey);
      queries.setQueryData(lettersQuery.queryKey, (letters) => letters?.filter((letter) => letter.video !== video));
      return before;
    },
    onSuccess: () => notify('success', m.operator_tried_again()),
    onError: (error, _video, before) => {
      if (before) queries.setQueryData(lettersQuery.queryKey, before);
      void notify('error', isNotFound(error) ? m.operator_no_letters_left() : describe(error));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['operator'] }),
  });
}

function Letter({ letter }: { letter: DeadLetter }) {
  const { renditions, number, code, detail, attempts, at } = letter;
  return (
    <li
      className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 py-1.5 text-sm"
      data-testid={testids.deadLetter}
      data-code={code}
    >
      <span className="font-semibold">
        {renditions.join(' ')} · {m.operator_segment({ number })}
      </span>
      <span className="min-w-0 flex-1 basis-56 text-bad">{detail}</span>
      <span className="text-xs text-ink-3 tabular-nums">
        <code className="font-mono">{code}</code> · {counted(m.operator_tries, attempts)} ·{' '}
        <time dateTime={at} title={moment(at)}>
          {age(at)}
        </time>
      </span>
    </li>
  );
}

/** What was given up, by video, with the way to have it tried again. */
export function DeadLetters({ letters, titles }: DeadLettersProps) {
  const retry = useRetry();
  if (letters.length === 0) return <p className="py-6 text-ink-2">{m.operator_no_letters()}</p>;
  return (
    <ul>
      {byVideo(letters).map(({ video, letters: some }: VideoLetters) => (
        <li
          key={video}
          className="border-b border-line py-4 last:border-0"
          data-testid={testids.deadVideo}
          data-video-id={video}
        >
          <div className="mb-1 flex flex-wrap items-center justify-between gap-3">
            <div className="min-w-0 font-semibold">
              <VideoName id={video} title={titles.get(video)} />
            </div>
            <button
              type="button"
              className="btn btn-quiet"
              aria-label={m.operator_retry_named({ name: titles.get(video) ?? video })}
              data-testid={testids.deadRetry}
              onClick={({ currentTarget }) => {
                focusSection(sectionOf(currentTarget));
                retry.mutate(video);
              }}
            >
              <RotateCcw aria-hidden="true" />
              {m.common_try_again()}
            </button>
          </div>
          <ul>
            {some.map((letter) => (
              <Letter key={`${letter.renditions.join()} ${letter.number}`} letter={letter} />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
