import { useQueryClient } from '@tanstack/react-query';
import { Pencil, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { client } from '~/api/client';
import { forgetVideo, saveDetails } from '~/api/mutations';
import { describe, isNotFound } from '~/api/problem';
import type { Video } from '~/api/types';
import { TitledDialog } from '~/components/titled-dialog';
import { BulkForm } from '~/details/bulk-form';
import type { Changes } from '~/details/details';
import { withTags } from '~/details/tags';
import { notify } from '~/lib/notify';
import { testids } from '~/testids';
import { m } from '~/words';
import { type Outcome, inTurn } from './in-turn';
import { TypedDelete } from './typed-delete';

const AT_ONCE = 4;

interface BulkActionsProps {
  videos: readonly Video[];
  onClear: () => void;
}

function tell({ done, failed }: Outcome<Video>, words: typeof m.studio_bulk_done): void {
  if (done.length > 0) void notify('success', words({ count: done.length }));
  const [first] = failed;
  if (first) void notify('error', m.studio_bulk_failed({ count: failed.length, why: describe(first.error) }));
}

/** What can be done with all videos that are chosen. */
export function BulkActions({ videos, onClear }: BulkActionsProps) {
  const queries = useQueryClient();
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const count = videos.length;

  const edit = async ({ tags, ...part }: Changes) => {
    setOpen(undefined);
    const outcome = await inTurn(videos, AT_ONCE, (video) => {
      const changes = tags ? { ...part, tags: withTags(video.tags, tags.join(',')) } : part;
      return saveDetails(queries, video.id, changes);
    });
    tell(outcome, m.studio_bulk_done);
  };
  const remove = async () => {
    setOpen(undefined);
    const outcome = await inTurn(videos, AT_ONCE, async ({ id }) => {
      try {
        await client.DELETE('/api/v1/videos/{id}', { params: { path: { id } } });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
      forgetVideo(queries, id);
    });
    tell(outcome, m.studio_bulk_deleted);
  };
  return (
    <div
      className="sticky top-[calc(var(--header)+0.5rem)] z-20 mb-3 flex flex-wrap items-center gap-2 rounded-card border border-line bg-surface px-3 py-1.5 shadow-[0_6px_24px_var(--lift)]"
      role="toolbar"
      aria-label={m.studio_chosen({ count })}
      data-testid={testids.studioBulk}
    >
      <p className="mr-auto font-semibold tabular-nums" role="status">
        {m.studio_chosen({ count })}
      </p>
      <button
        type="button"
        className="btn btn-quiet max-sm:px-3!"
        data-testid={testids.studioBulkEdit}
        onClick={() => setOpen('edit')}
      >
        <Pencil aria-hidden="true" />
        <span className="max-sm:sr-only">{m.studio_bulk_edit()}</span>
      </button>
      <button
        type="button"
        className="btn btn-quiet text-bad! max-sm:px-3!"
        data-testid={testids.studioBulkDelete}
        onClick={() => setOpen('delete')}
      >
        <Trash2 aria-hidden="true" />
        <span className="max-sm:sr-only">{m.studio_bulk_delete()}</span>
      </button>
      <button type="button" className="icon-btn" aria-label={m.studio_bulk_clear()} onClick={onClear}>
        <X aria-hidden="true" />
      </button>
      {open === 'edit' && (
        <TitledDialog title={m.studio_bulk_title({ count })} onClose={() => setOpen(undefined)}>
          <BulkForm count={count} onApply={(part) => void edit(part)} />
        </TitledDialog>
      )}
      {open === 'delete' && (
        <DeleteDialog count={count} onDelete={() => void remove()} onClose={() => setOpen(undefined)} />
      )}
    </div>
  );
}

interface DeleteDialogProps {
  count: number;
  onDelete: () => void;
  onClose: () => void;
}

function DeleteDialog({ count, onDelete, onClose }: DeleteDialogProps) {
  return (
    <TitledDialog title={m.studio_bulk_delete_title({ count })} onClose={onClose}>
      <TypedDelete words={m.studio_bulk_delete_words()} onDelete={onDelete} />
    </TitledDialog>
  );
}
