import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { saveDetails } from '~/api/mutations';
import type { Video } from '~/api/types';
import { Autosave, CLEAN, isUnsaved } from './autosave';
import { type Changes, type Details, detailsOf } from './details';

/** What is told of a video, as a form that saves itself. Leaving the page saves what is left. */
export function useAutosave(video: Video) {
  const queries = useQueryClient();
  const { id } = video;
  const [details, setDetails] = useState<Details>(() => detailsOf(video));
  const [state, setState] = useState(CLEAN);
  const autosave = useMemo(
    () =>
      new Autosave({
        save: (changes) => saveDetails(queries, id, changes),
        isReady: () => true,
        tell: setState,
      }),
    [queries, id],
  );
  const unsaved = useRef(false);
  useEffect(() => {
    unsaved.current = isUnsaved(state);
  });
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    addEventListener('online', () => void autosave.flush(), { signal });
    addEventListener('beforeunload', (event) => unsaved.current && event.preventDefault(), { signal });
    return () => {
      listening.abort();
      void autosave.flush();
    };
  }, [autosave]);
  const edit = (part: Changes) => {
    setDetails((before) => ({ ...before, ...part }));
    autosave.edit(part);
  };
  return { details, state, edit };
}
