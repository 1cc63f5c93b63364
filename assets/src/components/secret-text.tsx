import { Copy } from 'lucide-react';
import { copyText } from '~/lib/copy';
import { m } from '~/words';

const words = {
  key: { copy: m.common_copy_key, copied: m.common_key_copied },
  secret: { copy: m.common_copy_secret, copied: m.common_secret_copied },
};

/** A secret that is shown once, with a way to take it along. */
export function SecretText({ text, what, testid }: { text: string; what: keyof typeof words; testid: string }) {
  const { copy, copied } = words[what];
  return (
    <>
      <code className="min-w-0 font-mono text-sm break-all" data-testid={testid}>
        {text}
      </code>
      <button type="button" className="icon-btn" aria-label={copy()} onClick={() => void copyText(text, copied())}>
        <Copy aria-hidden="true" />
      </button>
    </>
  );
}
