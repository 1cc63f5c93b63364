import { CircleAlert, X } from 'lucide-react';
import { useExternal } from '~/lib/external';
import { testids } from '~/testids';
import { m } from '~/words';
import { refused } from './take-files';

/** Files of the last choice that cannot be uploaded, each with the reason. */
export function RefusedList() {
  const files = useExternal(refused);
  if (files.length === 0) return null;
  return (
    <div role="alert" className="flex gap-3 rounded-card bg-bad-soft py-2 pr-2 pl-4 text-bad">
      <CircleAlert className="mt-3 size-5 flex-none" aria-hidden="true" />
      <ul className="grid flex-1 content-center gap-1 py-2 text-sm">
        {files.map(({ name, why }) => (
          <li key={name} data-testid={testids.uploadRefused}>
            <strong className="[overflow-wrap:anywhere]">{name}</strong> · {why}
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="icon-btn text-bad!"
        aria-label={m.upload_dismiss()}
        onClick={() => refused.set([])}
      >
        <X aria-hidden="true" />
      </button>
    </div>
  );
}
