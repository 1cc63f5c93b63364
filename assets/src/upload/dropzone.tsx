import { useQuery } from '@tanstack/react-query';
import { CloudUpload } from 'lucide-react';
import { useId } from 'react';
import { meQuery } from '~/api/queries';
import { clsx } from '~/lib/clsx';
import { bytes } from '~/lib/format';
import { testids } from '~/testids';
import { m } from '~/words';
import { largestUploadQuery, limitsOf } from './limits';

interface DropzoneProps {
  onFiles: (files: File[]) => void;
  compact: boolean;
}

/** Where files are chosen. What is dropped is taken by the whole window. */
export function Dropzone({ onFiles, compact }: DropzoneProps) {
  const id = useId();
  return (
    <div
      data-testid={testids.uploadDropzone}
      className={clsx(
        'relative flex items-center gap-5 rounded-[18px] border-2 border-dashed border-line-strong/60 transition-colors focus-within:border-accent hover:border-accent',
        compact ? 'flex-wrap px-5 py-4' : 'flex-col px-6 py-16 text-center sm:py-24',
      )}
    >
      <span
        className={clsx(
          'grid flex-none place-items-center rounded-full bg-accent-soft text-accent',
          compact ? 'size-12 max-sm:hidden' : 'size-20',
        )}
      >
        <CloudUpload className={compact ? 'size-6' : 'size-9'} strokeWidth={1.6} aria-hidden="true" />
      </span>
      <div className={clsx(compact && 'min-w-0 flex-1')}>
        <p className={clsx('font-display font-bold', compact ? 'text-lg' : 'text-2xl tracking-tight')}>
          {compact ? m.upload_add_more() : m.upload_drop_anywhere()}
        </p>
        {!compact && <p className="mx-auto mt-2 max-w-md leading-relaxed text-ink-2">{m.upload_lead()}</p>}
        <LimitsNote />
      </div>
      <label htmlFor={id} className="btn btn-primary after:absolute after:inset-0">
        {m.upload_choose_files()}
      </label>
      <input
        id={id}
        type="file"
        multiple
        accept="video/*,audio/*,.mkv,.avi,.mov,.mxf,.ts,.m2ts,.flv,.wmv"
        className="sr-only"
        data-testid={testids.uploadInput}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </div>
  );
}

/** What may be uploaded, before somebody tries. */
function LimitsNote() {
  const { data: me } = useQuery(meQuery);
  const { data: largest } = useQuery(largestUploadQuery);
  const { file, all } = limitsOf(me, largest);
  if (file === undefined && all === undefined) return <p className="mt-2 h-5" aria-hidden="true" />;
  return (
    <p className="mt-2 text-sm text-ink-3" data-testid={testids.uploadLimits}>
      {file !== undefined && m.upload_limit_file({ size: bytes(file) })}
      {file !== undefined && all !== undefined && ' · '}
      {all !== undefined && m.upload_limit_all({ size: bytes(all) })}
    </p>
  );
}
