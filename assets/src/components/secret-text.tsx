import { Copy } from 'lucide-react';
import { copyText } from '~/lib/copy';

/** A secret that is shown once, with a way to take it along. */
export function SecretText({ text, what, testid }: { text: string; what: 'key' | 'secret'; testid: string }) {
  const copied = what === 'key' ? 'Key copied' : 'Secret copied';
  return (
    <>
      <code className="min-w-0 font-mono text-sm break-all" data-testid={testid}>
        {text}
      </code>
      <button
        type="button"
        className="icon-btn"
        aria-label={`Copy the ${what}`}
        onClick={() => void copyText(text, copied)}
      >
        <Copy aria-hidden="true" />
      </button>
    </>
  );
}
