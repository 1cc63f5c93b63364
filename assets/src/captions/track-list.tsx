import { Download, SquarePen, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useCaptions, useDeleteCaptions } from '~/api/captions';
import { describe } from '~/api/problem';
import type { Captions } from '~/api/types';
import { ConfirmDialog } from '~/components/confirm-dialog';
import { FormError } from '~/components/form';
import { testids } from '~/testids';
import { m } from '~/words';

interface TrackListProps {
  id: string;
  onEdit: (language: string) => void;
}

/** The captions that a video has, each to be edited, taken along or removed. */
export function TrackList({ id, onEdit }: TrackListProps) {
  const { data, error } = useCaptions(id);
  if (error) return <FormError>{describe(error)}</FormError>;
  if (!data) return <div className="skeleton h-12" aria-busy="true" />;
  if (data.items.length === 0) return <p className="text-ink-2">{m.studio_captions_none()}</p>;
  return (
    <ul className="divide-y divide-line">
      {data.items.map((track) => (
        <TrackRow key={track.language} id={id} track={track} onEdit={onEdit} />
      ))}
    </ul>
  );
}

function TrackRow({ id, track, onEdit }: TrackListProps & { track: Captions }) {
  const { language, label, origin, url } = track;
  const [isAsking, setAsking] = useState(false);
  return (
    <li className="flex items-center gap-1 py-1" data-testid={testids.captionsTrack}>
      <span className="min-w-0 flex-1">
        <span className="block truncate font-semibold">{label}</span>
        <span className="block text-sm text-ink-3">
          {language}
          {origin === 'embedded' && ` · ${m.studio_captions_embedded()}`}
        </span>
      </span>
      <button
        type="button"
        className="btn btn-quiet"
        aria-label={m.studio_captions_edit_of({ name: label })}
        data-testid={testids.captionsEdit}
        onClick={() => onEdit(language)}
      >
        <SquarePen aria-hidden="true" />
        {m.studio_captions_edit()}
      </button>
      <a
        className="icon-btn"
        href={url}
        download={`${language}.vtt`}
        aria-label={m.studio_captions_download({ name: label })}
      >
        <Download aria-hidden="true" />
      </a>
      <button
        type="button"
        className="icon-btn"
        aria-label={m.studio_captions_delete({ name: label })}
        data-testid={testids.captionsDelete}
        onClick={() => setAsking(true)}
      >
        <Trash2 aria-hidden="true" />
      </button>
      {isAsking && <DeleteTrack id={id} track={track} onClose={() => setAsking(false)} />}
    </li>
  );
}

function DeleteTrack({ id, track, onClose }: { id: string; track: Captions; onClose: () => void }) {
  const remove = useDeleteCaptions(id);
  return (
    <ConfirmDialog
      title={m.studio_captions_delete_title({ name: track.label })}
      action={m.common_delete()}
      working={m.common_deleting()}
      keep={m.common_keep_them()}
      pending={remove.isPending}
      testid={testids.captionsDeleteConfirm}
      onConfirm={() => remove.mutate(track.language, { onSettled: onClose })}
      onClose={onClose}
    >
      {m.studio_captions_delete_words()}
    </ConfirmDialog>
  );
}
