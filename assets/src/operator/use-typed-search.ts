import { useEffect, useRef, useState } from 'react';

/** Whoever types is left to finish a word. */
const TYPING_MS = 250;

/** A text that is typed here and kept elsewhere, in the address: `keep` is told of it after a rest. */
export function useTypedSearch(wanted: string, keep: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(wanted);
  const applied = useRef(wanted);
  const latest = useRef(keep);
  useEffect(() => {
    latest.current = keep;
  });
  useEffect(() => {
    // Not what was typed here: a link or a step back.
    if (wanted === applied.current) return;
    applied.current = wanted;
    setText(wanted);
  }, [wanted]);
  useEffect(() => {
    const typed = text.trim();
    if (typed === applied.current) return;
    const timer = setTimeout(() => {
      applied.current = typed;
      latest.current(typed);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}
