import { Copy, Download } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { copyText } from '~/lib/copy';
import { testids } from '~/testids';
import { m } from '~/words';

function download(codes: readonly string[]): void {
  const about = `${m.settings_codes_file({ host: location.host })}\n\n`;
  const url = URL.createObjectURL(new Blob([about, codes.join('\n'), '\n'], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'playhouse-recovery-codes.txt';
  link.click();
  URL.revokeObjectURL(url);
}

/** Shown once, until the person says that they have them. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="grid gap-5">
      <div>
        <h3 ref={heading} tabIndex={-1} className="text-lg font-bold outline-none">
          {m.settings_keep_codes()}
        </h3>
        <p className="mt-1.5 leading-relaxed text-ink-2">{m.settings_keep_codes_lead()}</p>
      </div>
      <ol
        className="grid gap-x-8 gap-y-1.5 rounded-control bg-sunken p-4 font-mono text-sm sm:grid-cols-2"
        aria-label={m.settings_recovery_codes()}
      >
        {codes.map((code) => (
          <li key={code} className="break-all" data-testid={testids.recoveryCode}>
            {code}
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-3">
        <button
          type="button"
          className="btn btn-quiet"
          onClick={() => void copyText(codes.join('\n'), m.settings_codes_copied())}
        >
          <Copy aria-hidden="true" />
          {m.common_copy()}
        </button>
        <button
          type="button"
          className="btn btn-quiet"
          data-testid={testids.recoveryDownload}
          onClick={() => download(codes)}
        >
          <Download aria-hidden="true" />
          {m.common_download()}
        </button>
        <button type="button" className="btn btn-primary" data-testid={testids.recoveryDone} onClick={onDone}>
          {m.settings_stored_them()}
        </button>
      </div>
    </div>
  );
}
