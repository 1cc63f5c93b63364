import { useQuery, useQueryClient } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useId, useState } from 'react';
import { sessionFetch } from '~/api/client';
import { describe, isNotFound } from '~/api/problem';
import { bytes, percent } from '~/lib/format';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { GiveUpDialog } from './give-up-dialog';
import { uploads, useUploads } from './queue';
import { unfinishedUploads } from './remembered';
import { discard } from './transfer';
import type { Unfinished } from './unfinished';

interface Known extends Unfinished {
  /** How much the server has; undefined when it cannot be asked. */
  there: number | undefined;
}

const KEY = ['unfinished-uploads'];

/** Asks the server how much of each it has, and forgets those that it no longer knows. */
async function lookUp(): Promise<Known[]> {
  const inHand = uploads.urls();
  const all = (await unfinishedUploads.findAllUploads()).filter(({ uploadUrl }) => uploadUrl && !inHand.has(uploadUrl));
  const known = await Promise.all(
    all.map(async (upload): Promise<Known | undefined> => {
      const headers = { 'Tus-Resumable': '1.0.0' };
      try {
        const answer = await sessionFetch(new Request(upload.uploadUrl ?? '', { method: 'HEAD', headers }));
        return { ...upload, there: Number(answer.headers.get('Upload-Offset')) };
      } catch (error) {
        if (!isNotFound(error) && !isGone(error)) return { ...upload, there: undefined };
        await unfinishedUploads.removeUpload(upload.urlStorageKey);
        return undefined;
      }
    }),
  );
  return known.filter((upload) => upload !== undefined);
}

function isGone(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === 410;
}

/** Uploads that an earlier visit left behind. The browser cannot reopen the files; the person has to. */
export function UnfinishedList() {
  const { data } = useQuery({ queryKey: KEY, queryFn: lookUp, staleTime: 0, gcTime: 0 });
  const items = useUploads();
  // The same file may have been dropped meanwhile: it goes on by itself.
  const left = data?.filter(({ videoId }) => !items.some((item) => item.videoId === videoId && videoId !== undefined));
  if (!left?.length) return null;
  return (
    <ul className="grid grid-cols-1 gap-3" aria-label={m.upload_unfinished_list()}>
      {left.map((upload) => (
        <UnfinishedCard key={upload.urlStorageKey} upload={upload} />
      ))}
    </ul>
  );
}

function UnfinishedCard({ upload }: { upload: Known }) {
  const queries = useQueryClient();
  const id = useId();
  const [isAsking, setAsking] = useState(false);
  const name = upload.metadata.filename ?? m.upload_a_file();
  const size = upload.size ?? 0;
  const remove = () =>
    void discard(upload)
      .catch((error: unknown) => notify('error', describe(error)))
      .finally(() => queries.invalidateQueries({ queryKey: KEY }));

  const choose = (file: File | undefined) => {
    if (!file) return;
    if (file.size !== size) {
      void notify('error', m.upload_other_file({ name, size: bytes(size), other: bytes(file.size) }));
      return;
    }
    uploads.add(file, upload);
    queries.setQueryData<Known[]>(KEY, (known) => known?.filter((other) => other !== upload));
  };

  return (
    <li
      data-testid={testids.uploadUnfinished}
      className="card flex flex-wrap items-center gap-x-4 gap-y-3 border-l-4 border-l-glow p-4"
    >
      <History className="size-6 flex-none text-ink-3" aria-hidden="true" />
      <div className="min-w-48 flex-1">
        <p className="font-semibold">{m.upload_unfinished({ name })}</p>
        <p className="text-sm text-ink-2">
          {upload.there === undefined
            ? m.upload_unfinished_size({ size: bytes(size) })
            : m.upload_unfinished_there({ percent: percent(upload.there / Math.max(1, size)), size: bytes(size) })}
        </p>
      </div>
      <div className="flex gap-2">
        <label htmlFor={id} className="btn btn-primary">
          {m.upload_choose_file()}
        </label>
        <input
          id={id}
          type="file"
          className="sr-only"
          data-testid={testids.uploadUnfinishedInput}
          onChange={(event) => choose(event.target.files?.[0])}
        />
        <button
          type="button"
          className="btn btn-quiet"
          data-testid={testids.uploadDiscard}
          onClick={() => setAsking(true)}
        >
          {m.upload_discard()}
        </button>
        {isAsking && <GiveUpDialog name={name} onConfirm={remove} onClose={() => setAsking(false)} />}
      </div>
    </li>
  );
}
