import { useQueryClient } from '@tanstack/react-query';
import { Link, useMatchRoute, useRouter } from '@tanstack/react-router';
import { CloudUpload } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useExternal } from '~/lib/external';
import { testids } from '~/testids';
import { m } from '~/words';
import { activeUploads } from './active';

/** For who is signed in: files may be dropped anywhere on any page, and what is under way is told on every page. */
export default function WindowDrop() {
  const queries = useQueryClient();
  const router = useRouter();
  const over = useWindowDrop((files) => {
    void import('./take-files').then(({ takeFiles }) => takeFiles(queries, files));
    void router.navigate({ to: '/upload' });
  });
  return (
    <>
      <UploadPill />
      {over && (
        <div
          className="pointer-events-none fixed inset-0 z-70 grid place-items-center bg-scrim p-4 backdrop-blur-sm sm:p-8"
          data-testid={testids.dropOverlay}
        >
          <div className="grid size-full place-items-center rounded-[24px] border-4 border-dashed border-glow">
            <p className="rounded-full bg-surface px-8 py-4 font-display text-2xl font-bold">{m.upload_drop_now()}</p>
          </div>
        </div>
      )}
    </>
  );
}

/** A field for files takes what is dropped on it. */
function isTaken({ target }: DragEvent): boolean {
  return target instanceof HTMLInputElement && target.type === 'file';
}

function useWindowDrop(onFiles: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const take = useEffectEvent(onFiles);
  useEffect(() => {
    const listening = new AbortController();
    let depth = 0;
    const on = (type: 'dragenter' | 'dragleave' | 'dragover' | 'drop', handle: (transfer: DataTransfer) => void) =>
      addEventListener(
        type,
        (event) => {
          if (!event.dataTransfer?.types.includes('Files') || isTaken(event)) return;
          event.preventDefault();
          handle(event.dataTransfer);
        },
        { signal: listening.signal },
      );
    const move = (step: number) => {
      depth = Math.max(0, depth + step);
      setOver(depth > 0);
    };
    on('dragenter', () => move(1));
    on('dragleave', () => move(-1));
    on('dragover', (transfer) => (transfer.dropEffect = 'copy'));
    on('drop', (transfer) => {
      move(-depth);
      const files = [...transfer.files];
      if (files.length > 0) take(files);
    });
    return () => listening.abort();
  }, []);
  return over;
}

/** What goes on while one is elsewhere. */
function UploadPill() {
  const { left, percent } = useExternal(activeUploads);
  const isThere = useMatchRoute()({ to: '/upload' }) !== false;
  if (left === 0 || isThere) return null;
  return (
    <Link
      to="/upload"
      className="fixed right-4 bottom-[calc(4.25rem+env(safe-area-inset-bottom))] z-40 flex min-h-11 items-center gap-2.5 rounded-full border border-line bg-surface px-4 text-sm font-semibold tabular-nums shadow-[0_6px_24px_var(--lift)] hover:border-line-strong sm:bottom-4"
      data-testid={testids.uploadPill}
    >
      <CloudUpload className="size-5 text-accent" aria-hidden="true" />
      {m.upload_pill({ count: left, percent: `${percent}%` })}
    </Link>
  );
}
