import { Plus } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { testids } from '~/testids';
import { m } from '~/words';

const CreateDialog = lazy(() => import('./create-dialog'));

export function NewPlaylistButton() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="btn btn-primary" data-testid={testids.playlistNew} onClick={() => setOpen(true)}>
        <Plus aria-hidden="true" />
        {m.library_playlist_new()}
      </button>
      {isOpen && (
        <Suspense>
          <CreateDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
