import { CloudUpload } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { clsx } from '~/lib/clsx';
import { testids } from '~/testids';

interface DropzoneProps {
  onFiles: (files: File[]) => void;
  compact: boolean;
}

/** Files can be dropped anywhere in the window while this is on the page. */
export function Dropzone({ onFiles, compact }: DropzoneProps) {
  const over = useWindowDrop(onFiles);
  const id = useId();
  return (
    <>
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
            {compact ? 'Add more videos' : 'Drop videos anywhere on this page'}
          </p>
          {!compact && (
            <p className="mx-auto mt-2 max-w-md leading-relaxed text-ink-2">
              Each has its link from the first byte. If the connection breaks, the upload goes on where it was.
            </p>
          )}
        </div>
        <label htmlFor={id} className="btn btn-primary after:absolute after:inset-0">
          Choose files
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
      {over && (
        <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-scrim p-4 backdrop-blur-sm sm:p-8">
          <div className="grid size-full place-items-center rounded-[24px] border-4 border-dashed border-glow">
            <p className="rounded-full bg-surface px-8 py-4 font-display text-2xl font-bold">Drop to upload</p>
          </div>
        </div>
      )}
    </>
  );
}

function useWindowDrop(onFiles: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    let depth = 0;
    const withFiles = (handle: (event: DragEvent) => void) => (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      handle(event);
    };
    const move = (step: number) => {
      depth = Math.max(0, depth + step);
      setOver(depth > 0);
    };
    addEventListener(
      'dragenter',
      withFiles(() => move(1)),
      { signal },
    );
    addEventListener(
      'dragleave',
      withFiles(() => move(-1)),
      { signal },
    );
    addEventListener(
      'dragover',
      withFiles((event) => event.dataTransfer && (event.dataTransfer.dropEffect = 'copy')),
      {
        signal,
      },
    );
    addEventListener(
      'drop',
      withFiles((event) => {
        move(-depth);
        latest.current([...(event.dataTransfer?.files ?? [])]);
      }),
      { signal },
    );
    return () => listening.abort();
  }, []);
  return over;
}
